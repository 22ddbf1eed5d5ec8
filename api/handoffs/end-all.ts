import type { EndReason } from '../../contract/handoff';
import type { ApiDeps } from '../deps';
import { requestEnd } from './end';

/** Asks every open handoff of a copilot to end. @returns how many. @throws Unavailable at the first that cannot be asked. */
export async function endAll(deps: ApiDeps, copilotId: string, reason: EndReason): Promise<number> {
  const open = await deps.store.handoffs.listOpen(copilotId);
  for (const record of open) await requestEnd(deps, record, reason);
  return open.length;
}
