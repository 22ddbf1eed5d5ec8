import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HandoffRecord } from '../../store/types';
import { retryRequested } from '../../workflows/messages';
import type { ApiDeps } from '../deps';
import { signalHandoff } from '../handoffs/run';
import { faultOf } from '../http/fault';

/** Each look is two calls to Zendesk: a thousand open handoffs are asked within a minute, not at once. */
const PAUSE_MS = 50;
/** One that fails has a trouble of its own; so many one after another mean that Temporal, or the database, is away. */
const FAILURES_IN_A_ROW = 3;

/** One look at a copilot's open handoffs: who is still to be asked, and under which name. */
export interface Pass {
  copilotId: string;
  /** Of this look alone: a handoff that is asked again under it is signalled once. */
  id: string;
  left: HandoffRecord[];
}

export async function beginPass({ store }: ApiDeps, copilotId: string): Promise<Pass> {
  return { copilotId, id: randomUUID(), left: await store.handoffs.listOpen(copilotId) };
}

/** `away`: in the end nobody could be reached, and the rest was not tried. */
export type Outcome = 'done' | 'failed' | 'away';

/**
 * Asks those who are left, and leaves those who could not be asked: behind the others, so that who fails for ever holds nobody
 * up.
 */
export async function goOn(deps: ApiDeps, pass: Pass, life: AbortSignal): Promise<Outcome> {
  const failed: HandoffRecord[] = [];
  const waiting = [...pass.left];
  const { copilotId, id } = pass;
  let asked = 0;
  let inARow = 0;
  while (!life.aborted && inARow < FAILURES_IN_A_ROW) {
    const record = waiting.shift();
    if (record === undefined) break;
    try {
      await signalHandoff(deps, record, retryRequested.name, [], `catch-up:${id}:${record.handoff.id}`);
      asked += 1;
      inARow = 0;
    } catch (error) {
      failed.push(record);
      inARow += 1;
      const handoffId = record.handoff.id;
      deps.logger.debug({ copilotId, handoffId, fault: faultOf(error) }, 'asked to look again later');
    }
    await sleep(PAUSE_MS);
  }
  pass.left = [...waiting, ...failed];
  if (asked > 0) {
    deps.logger.info({ copilotId, asked, left: pass.left.length }, 'asked to look for lost webhooks');
  }
  if (pass.left.length === 0) return 'done';
  return asked === 0 || inARow >= FAILURES_IN_A_ROW ? 'away' : 'failed';
}
