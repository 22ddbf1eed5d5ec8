import { condition } from '@temporalio/workflow';
import { look } from './lanes/pull';
import { conversation } from './opening';
import { Left, persist, Refused } from './patience';
import { zendesk } from './proxies';
import { mustRotate, type Run } from './run';

const LATE_LOOK_MS = 30_000;

/** Second phase: Zendesk is told, for at most a day. The session does not wait for any of it. */
export async function close(run: Run): Promise<void> {
  const { state } = run;
  const hasGone = state.end?.reason === 'conversation_removed' || state.end?.reason === 'disconnected';
  if (state.conversationId !== null && !hasGone) {
    try {
      await tellZendesk(run);
    } catch (thrown) {
      if (!(thrown instanceof Left) && !(thrown instanceof Refused)) throw thrown;
    }
  }
  await condition(() => state.toSession.length === 0 || mustRotate(run));
  if (!mustRotate(run)) state.step = 'done';
}

async function tellZendesk(run: Run): Promise<void> {
  const { state } = run;
  // After an end by Zendesk nobody holds control: a word of ours would wake the default responder (a stray ticket).
  if (state.end?.byZendesk === false && state.passTried && !state.toldAgent) {
    const { reason } = state.end;
    await step(run, () =>
      zendesk.tellAgent.executeWithOptions({ summary: 'tell the agent' }, [{ ...conversation(run), reason }]),
    );
    state.toldAgent = true;
  }
  await returnToSeat(run);
  if (!state.passTried) return;
  await condition(() => mustLeave(run), LATE_LOOK_MS, { summary: 'until the late look' });
  const seen = await step(run, () => look(run, zendesk.pull, 'late look for missed messages'));
  // A call that passed control was cut off by the end, and reached Zendesk all the same.
  if (seen?.agentsInControl === true) await returnToSeat(run);
}

function returnToSeat(run: Run) {
  return step(run, () =>
    zendesk.returnToSeat.executeWithOptions({ summary: 'take control to our seat' }, [conversation(run)]),
  );
}

/** One step of the closing. One that Zendesk refuses for good does not keep the next from being tried. */
async function step<T>(run: Run, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await persist(run, 'closing', call, () => mustLeave(run));
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.fault.kind === 'rejected') return undefined;
    throw thrown;
  }
}

function mustLeave(run: Run): boolean {
  return mustRotate(run) || Date.now() >= run.state.closeByMs;
}
