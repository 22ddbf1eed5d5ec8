import { condition } from '@temporalio/workflow';
import { records } from '../proxies';
import { isLeaving, ref, type Run } from '../run';

const DELAYED_AFTER_MS = 10_000;

/** While messages cannot go out, the user sees "delayed" ten seconds after sending (design §5.5). */
export async function delayedLane(run: Run): Promise<void> {
  const { state } = run;
  const isStuck = () =>
    state.userHighest > Math.max(state.delayedUpTo, state.userDone) &&
    (state.troubles.toZendesk !== null || state.step !== 'open');
  while (!isLeaving(run)) {
    await condition(() => isLeaving(run) || isStuck());
    if (isLeaving(run)) return;
    const upTo = state.userHighest;
    const left = await condition(() => isLeaving(run) || !isStuck(), DELAYED_AFTER_MS, {
      summary: 'until the user is told: delayed',
    });
    if (left) continue;
    await records.markDelayed.executeWithOptions({ summary: 'tell the user: delayed' }, [
      { ...ref(run), acceptedBeforeMs: Date.now() - DELAYED_AFTER_MS + 500 },
    ]);
    state.delayedUpTo = upTo;
  }
}
