import { condition } from '@temporalio/workflow';
import { records } from '../proxies';
import { ref, showState, type Run } from '../run';
import { listedTimers } from '../timers';

/**
 * Agents' messages into the session, in (received, id) order. Needs our own store only, so it goes on while Zendesk is away,
 * through the end, and after it. The last lane to stop: another may take half a minute for that, with a call that hangs.
 */
export async function toSessionLane(run: Run): Promise<void> {
  const { state } = run;
  for (;;) {
    await condition(() => state.toSession.length > 0 || run.over);
    const [message] = state.toSession;
    if (message === undefined || (run.over && run.rotating)) return;
    await records.deliverToSession.executeWithOptions(
      { summary: `${message.automated ? 'Zendesk' : (message.agent?.name ?? 'agent')} → session` },
      [{ ...ref(run), message, timers: listedTimers(state) }],
    );
    // By id: an older message may have been put in front meanwhile.
    state.toSession = state.toSession.filter((queued) => queued.id !== message.id);
    showState(run);
  }
}
