import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { lastPull, take } from './lanes/pull';
import { conversation } from './opening';
import { Left, persist, Refused } from './patience';
import { records, zendesk } from './proxies';
import { mustRotate, ref, showState, type Run } from './run';

/** Of the 30 s that an end may take: what runs is let finish, then a last look, then what is queued is shown. */
const LANES_MS = 20_000;
const DRAIN_MS = 4_000;
const CLOSING_MS = 24 * 3_600_000;
const LATE_LOOK_MS = 30_000;

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
  await Promise.race([settled, condition(() => run.state.end !== null)]);
  if (run.state.end !== null && !progress.done) {
    const inTime = await Promise.race([
      settled.then(() => true),
      condition(() => progress.done, LANES_MS, { summary: 'time for messages under way' }),
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
  if (state.passTried && state.conversationId !== null && end.reason !== 'conversation_removed')
    await lastPull(run);
  await condition(() => state.toSession.length === 0, DRAIN_MS, {
    summary: 'last messages into the session',
  });
  await records.finishHandoff.executeWithOptions({ summary: `control back to the copilot: ${end.reason}` }, [
    { ...ref(run), reason: end.reason, detail: end.detail },
  ]);
  state.attention = null;
  state.step = 'closing';
  state.closeByMs = Date.now() + CLOSING_MS;
  showState(run);
}

/** Second phase: Zendesk is told, for at most a day. The session does not wait for any of it. */
export async function close(run: Run): Promise<void> {
  const { state } = run;
  const { end } = state;
  const hasGone = end?.reason === 'conversation_removed' || end?.reason === 'disconnected';
  if (state.conversationId !== null && !hasGone) {
    try {
      await tellZendesk(run);
    } catch (thrown) {
      if (!(thrown instanceof Left) && !(thrown instanceof Refused)) throw thrown;
      if (thrown instanceof Left && mustRotate(run)) return;
    }
  }
  await condition(() => state.toSession.length === 0 || mustRotate(run));
  if (!mustRotate(run)) state.step = 'done';
}

async function tellZendesk(run: Run): Promise<void> {
  const { state } = run;
  const mustLeave = () => mustRotate(run) || Date.now() >= state.closeByMs;
  const where = conversation(run);
  // After an end by Zendesk nobody holds control: a word of ours would wake the default responder (a stray ticket).
  if (state.end?.byZendesk === false && state.passTried && !state.toldAgent) {
    const { reason } = state.end;
    await persist(
      run,
      () => zendesk.tellAgent.executeWithOptions({ summary: 'tell the agent' }, [{ ...where, reason }]),
      mustLeave,
    );
    state.toldAgent = true;
  }
  await persist(
    run,
    () => zendesk.returnToSeat.executeWithOptions({ summary: 'control to our seat' }, [where]),
    mustLeave,
  );
  if (!state.passTried) return;
  await condition(() => mustLeave(), LATE_LOOK_MS, { summary: 'then a late look' });
  const pulled = await persist(
    run,
    () => zendesk.pull.executeWithOptions({ summary: 'late look' }, [{ ...where, after: state.cursor }]),
    mustLeave,
  );
  take(run, pulled);
}
