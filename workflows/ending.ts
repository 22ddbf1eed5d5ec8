import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { lastPull } from './lanes/pull';
import { records } from './proxies';
import { ref, showState, type Run } from './run';
import { isOpening } from './state';

/** Of the 30 s that an end may take: what runs is let finish, then a last look, then what is queued is shown. */
const LANES_MS = 20_000;
const DRAIN_MS = 4_000;
const CLOSING_MS = 24 * 3_600_000;

/** Notes when the end came. In the state: an end that meets a change of runs has its time once, not once in each. */
export async function clockEnd({ state }: Run): Promise<void> {
  await condition(() => state.end !== null);
  if (state.lanesByMs === 0) state.lanesByMs = Date.now() + LANES_MS;
}

/** Runs the lanes until the run ends or rotates. An end gives them their time, then cuts off who still waits for Zendesk. */
export async function runLanes(run: Run, lanes: readonly ((run: Run) => Promise<void>)[]): Promise<void> {
  const scope = new CancellationScope();
  const progress: { done: boolean } = { done: false };
  const all = scope.run(async () => {
    await Promise.all(lanes.map((lane) => lane(run)));
    progress.done = true;
  });
  // Handled below; until then a failing lane must not count as unhandled.
  const settled = all.catch((thrown: unknown) => {
    if (!isCancellation(thrown)) throw thrown;
  });
  const { state } = run;
  await Promise.race([settled, condition(() => state.end !== null)]);
  if (state.end !== null && !progress.done) {
    const inTime = await Promise.race([
      settled.then(() => true),
      condition(() => progress.done, Math.max(1, state.lanesByMs - Date.now()), {
        summary: 'at most, for messages under way',
      }),
    ]);
    if (!inTime) scope.cancel();
  }
  await settled;
}

/** First phase (design §5.8): never waits for Zendesk. Afterwards the copilot speaks again. */
export async function finish(run: Run): Promise<void> {
  const { state } = run;
  const { end } = state;
  if (end === null) throw new Error('finish without an end');
  // Whoever refused it: the call that passes control, or an event that says that it did not pass.
  if (end.reason === 'failed' && isOpening(state)) {
    const { code, message } = state.failure ?? {
      code: 'failed',
      message: end.detail ?? 'the opening failed',
    };
    await records.failOpening.executeWithOptions({ summary: 'tell the user: nobody can be reached' }, [
      { ...ref(run), code, message },
    ]);
  }
  if (state.passTried && state.conversationId !== null && end.reason !== 'conversation_removed')
    await lastPull(run);
  await condition(() => state.toSession.length === 0, DRAIN_MS, {
    summary: 'at most, for the last messages into the session',
  });
  await records.finishHandoff.executeWithOptions({ summary: `control back to the copilot: ${end.reason}` }, [
    { ...ref(run), reason: end.reason, detail: end.detail },
  ]);
  state.attention = null;
  state.step = 'closing';
  state.closeByMs = Date.now() + CLOSING_MS;
  showState(run);
}
