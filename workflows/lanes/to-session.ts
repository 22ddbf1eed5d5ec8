import { condition } from '@temporalio/workflow';
import { records } from '../proxies';
import { isAboutToChange, ref, showState, type Run } from '../run';
import { listedTimers } from '../timers';

/** The other lanes have left by then, unless one of them waits for a call. */
const GIVE_WAY_MS = 500;

/**
 * Agents' messages into the session, in (received, id) order. Needs our own store only, so it goes on while Zendesk is away,
 * through the end, and after it. The last lane to stop: another may take half a minute for that, with a call that hangs.
 */
export async function toSessionLane(run: Run): Promise<void> {
  const { state } = run;
  let gaveWay = false;
  for (;;) {
    await condition(() => state.toSession.length > 0 || run.over);
    // Not a call that is always awaited: even that would let other lanes go first, and stored histories not replay.
    if (!gaveWay && isAboutToChange(run)) {
      gaveWay = true;
      await condition(() => run.over, GIVE_WAY_MS, { summary: 'until the next run takes over' });
    }
    const [message] = state.toSession;
    if (message === undefined || (run.over && run.rotating)) return;
    run.handingOver = true;
    await records.deliverToSession.executeWithOptions(
      { summary: `${message.automated ? 'Zendesk' : (message.agent?.name ?? 'agent')} → session` },
      [{ ...ref(run), message, timers: listedTimers(state) }],
    );
    // By id: an older message may have been put in front meanwhile.
    state.toSession = state.toSession.filter((queued) => queued.id !== message.id);
    run.handingOver = false;
    showState(run);
  }
}
