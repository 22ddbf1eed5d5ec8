import { condition, patched } from '@temporalio/workflow';
import { agentsHadControl, noteAgentsInControl, noteAgentsLeft } from '../inbox';
import { conversation } from '../opening';
import { Left, persist, Refused } from '../patience';
import { records, zendesk } from '../proxies';
import { mustRotate, ref, type Run } from '../run';
import { listedTimers } from '../timers';

/** Older code tried until the time for it was over. */
const REFUSED_IN_AN_END = 'relay-refused-in-an-end';

/**
 * User messages to Zendesk, one at a time, oldest first. The signal says that there are messages up to a number; which is the
 * oldest one not yet settled is the store's word, so a late or lost signal disturbs no order.
 */
export async function toZendeskLane(run: Run): Promise<void> {
  const { state } = run;
  for (;;) {
    await condition(() => mustStop(run) || hasWork(run));
    if (mustStop(run)) return;
    try {
      if (!(await reviveOrRelay(run))) return;
      run.relaying = false;
    } catch (thrown) {
      if (thrown instanceof Left) return;
      if (!(thrown instanceof Refused)) throw thrown;
      // The conversation itself is gone, or the connection: nothing more can be relayed. Under an end that lets what is queued go
      // out first it would be tried again at once, thousands of times.
      if (state.end !== null && patched(REFUSED_IN_AN_END)) return;
      state.end ??= {
        reason: thrown.fault.kind === 'not_connected' ? 'disconnected' : 'conversation_removed',
        detail: thrown.message,
        byZendesk: true,
      };
    }
  }
}

function hasWork({ state }: Run): boolean {
  return state.step === 'open' && (state.userHighest > state.userDone || state.revive.length > 0);
}

/**
 * An end by Zendesk stops at once: nobody holds control, a post would wake a stray ticket. An end by user, copilot or
 * operator drains what is queued (its time is bounded by the caller).
 */
function mustStop(run: Run): boolean {
  const { end } = run.state;
  if (mustRotate(run)) return true;
  return end !== null && (end.byZendesk || !hasWork(run));
}

/** @returns false when agents let go of the conversation: nothing more may be posted into it. */
async function reviveOrRelay(run: Run): Promise<boolean> {
  const { state } = run;
  run.relaying = true;
  const [messageId] = state.revive;
  if (messageId !== undefined) {
    await records.reviveMessage.executeWithOptions({ summary: `send again: ${messageId}` }, [
      { ...ref(run), messageId },
    ]);
    state.revive.shift();
    // Its number may lie below the mark: look again from the start.
    state.userDone = Math.min(state.userDone, state.userHighest - 1);
  }
  const upTo = state.userHighest;
  const askedAtMs = Date.now();
  const askedIn = state.conversationId;
  const agentsSeenAtMs = state.agentsSeenAtMs ?? state.passedAtMs ?? 0;
  const relayed = await persist(run, 'toZendesk', () =>
    zendesk.relayToZendesk.executeWithOptions({ summary: `user → Zendesk (${upTo})` }, [
      {
        ...conversation(run),
        upTo,
        timers: listedTimers(state),
        agentsHadControl: agentsHadControl(state, askedAtMs),
        agentsSeenAtMs,
        agentsSeenAgoMs: askedAtMs - agentsSeenAtMs,
        ...(state.passedAtMs === undefined ? {} : { passedAgoMs: askedAtMs - state.passedAtMs }),
      },
    ]),
  );
  if (relayed.agentsLeft === true) {
    // Left behind in a conversation that has moved: the message goes to the surviving one.
    if (state.conversationId !== askedIn) return true;
    noteAgentsLeft(state);
    return false;
  }
  if (relayed.agentsSeen === true) noteAgentsInControl(state, askedAtMs);
  // The activity takes the oldest that is not settled, so all before its number are.
  state.userDone = relayed.n ?? upTo;
  return true;
}
