import { COPILOT_ID_PATTERN, HANDOFF_ID_PATTERN } from '../../contract/ids';
import type { HandoffRecord, Store, WholeConnection, WholeCopilot } from '../../store/types';
import { handoffNotFound, HttpError, notFound } from '../http/errors';

/** @throws HttpError `not_found` for an unknown, deleted or malformed id. */
export async function findCopilot(store: Store, copilotId: string): Promise<WholeCopilot> {
  const copilot = COPILOT_ID_PATTERN.test(copilotId) ? await store.copilots.getWhole(copilotId) : undefined;
  if (copilot === undefined) throw notFound();
  return copilot;
}

/** @throws HttpError `not_found` for the copilot, `not_connected` for its connection. */
export async function findConnection(
  store: Store,
  copilotId: string,
): Promise<{ copilot: WholeCopilot; connection: WholeConnection }> {
  const copilot = await findCopilot(store, copilotId);
  const connection = await store.connections.getWhole(copilot.id);
  if (connection === undefined) throw notConnected();
  return { copilot, connection };
}

export function notConnected(): HttpError {
  return new HttpError('not_connected', 'This copilot is not connected with Zendesk.');
}

/** @throws HttpError `handoff_not_found`. */
export async function findHandoff(store: Store, handoffId: string): Promise<HandoffRecord> {
  const record = HANDOFF_ID_PATTERN.test(handoffId) ? await store.handoffs.get(handoffId) : undefined;
  if (record === undefined) throw handoffNotFound();
  return record;
}
