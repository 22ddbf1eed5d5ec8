import { condition } from '@temporalio/workflow';
import { records } from '../proxies';
import { isLeaving, ref, type Run } from '../run';
import { deadlines, listedTimers, type Deadline } from '../timers';

/**
 * One timer at a time for the nearest deadline. A message moves deadlines but not the running timer: it fires, sees that the
 * deadline has moved on, and is set anew. So a message costs no timer.
 */
export async function timersLane(run: Run): Promise<void> {
  const { state } = run;
  await condition(() => isLeaving(run) || state.step !== 'held');
  if (isLeaving(run)) return;
  if (listedTimers(state).length > 0) await recordTimers(run);
  while (!isLeaving(run)) {
    const [next] = deadlines(state);
    if (next === undefined) return;
    const waitMs = next.atMs - Date.now();
    if (waitMs > 0) {
      // An earlier deadline may come up (pickup 1 h, then an agent speaks and 1 min of silence counts): wake for it.
      const isEarlier = () => (deadlines(state)[0]?.atMs ?? Infinity) < next.atMs;
      await condition(() => isLeaving(run) || isEarlier(), waitMs, { summary: summaryOf(next) });
    } else await act(run, next);
  }
}

async function act(run: Run, { does }: Deadline): Promise<void> {
  const { state } = run;
  if ('end' in does) {
    state.end ??= { reason: does.end, detail: does.detail, byZendesk: false };
    return;
  }
  if (does.nudge === 'agentSilent') state.nudged.agentSilentFromMs = does.fromMs;
  else state.nudged.userIdleFromMs = does.fromMs;
  await records.nudgeUser.executeWithOptions({ summary: `tell the user: ${does.nudge}` }, [
    { ...ref(run), name: does.nudge, fromMs: does.fromMs },
  ]);
}

async function recordTimers(run: Run): Promise<void> {
  await records.setTimers.executeWithOptions({ summary: 'note the timers' }, [
    { ...ref(run), timers: listedTimers(run.state) },
  ]);
}

function summaryOf({ name, does }: Deadline): string {
  return name ?? ('end' in does ? 'hard limit: 30 days' : `nudge: ${does.nudge}`);
}
