import { textsFor } from '../../contract/texts';
import { handoffTimers } from '../../workflows/messages';
import type { HandoffRecord } from '../../store/types';
import type { ApiDeps } from '../deps';
import { Unavailable } from '../http/errors';
import { kickCallbacks } from './kick-callbacks';

type RunDeps = Pick<ApiDeps, 'store' | 'handoffs' | 'logger'>;

/**
 * Makes sure that the handoff has a run. Safe to repeat: the row holds the whole input (design §5.1).
 * `ended`: its run is over. A row still open then belongs to a run that was terminated, or had failed; nobody would ever
 * close it, and the session could never be handed off again, so it is closed here.
 * @throws Unavailable when Temporal is away; the row stays, and a retry or the reconciler starts it.
 */
export async function startRun(deps: RunDeps, record: HandoffRecord): Promise<'started' | 'ended'> {
  const { id, copilotId } = record.handoff;
  const preferences = await deps.store.connections.preferences(copilotId);
  if ((await deps.handoffs.start(record, handoffTimers(preferences))) === 'started') {
    if (!record.runStarted) await deps.store.handoffs.markRunStarted(id);
    return 'started';
  }
  const current = await deps.store.handoffs.get(id);
  if (current !== undefined && current.handoff.state !== 'ended') {
    deps.logger.error({ copilotId, handoffId: id }, 'the run is over, the row was open: closed it');
    await deps.store.handoffs.finish({
      handoffId: id,
      reason: 'failed',
      detail: 'The workflow run was ended from outside.',
      notice: textsFor(preferences, record.request.language).texts.ended,
    });
    await kickCallbacks(deps, copilotId, record.handoff.sessionId);
  }
  return 'ended';
}

/**
 * Signals the handoff's run, and starts it when it is missing.
 * `ended`: the handoff is over, nothing was signalled.
 * @throws Unavailable when Temporal or the database is away.
 */
export async function signalHandoff(
  deps: RunDeps,
  record: HandoffRecord,
  name: string,
  args: readonly unknown[],
  requestId: string,
): Promise<'signalled' | 'ended'> {
  const ref = { copilotId: record.handoff.copilotId, handoffId: record.handoff.id };
  if ((await deps.handoffs.signal(ref, name, args, requestId)) === 'signalled') return 'signalled';
  const current = await deps.store.handoffs.get(ref.handoffId);
  if (current === undefined || current.handoff.state === 'ended') return 'ended';
  if ((await startRun(deps, current)) === 'ended') return 'ended';
  if ((await deps.handoffs.signal(ref, name, args, requestId)) === 'signalled') return 'signalled';
  throw new Unavailable('temporal', new Error('a run that was just started cannot be signalled'));
}
