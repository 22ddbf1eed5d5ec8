import { condition } from '@temporalio/workflow';
import { Left, persist, Refused } from './patience';
import { longZendesk, records, zendesk } from './proxies';
import { isLeaving, ref, showState, type Run } from './run';
import { isOpening } from './state';

/**
 * From the request to Agent Workspace in control (design §5.2). Each step may be repeated, in this run or the next; the order
 * is what lets the ticket have its fields: control to ourselves, words, then control to agents with the metadata.
 */
export async function openingLane(run: Run): Promise<void> {
  const { state } = run;
  try {
    while (isOpening(state) && !isLeaving(run)) await takeStep(run);
  } catch (thrown) {
    if (thrown instanceof Left) return;
    if (!(thrown instanceof Refused)) throw thrown;
    noteRefusal(run, thrown);
  }
}

async function takeStep(run: Run): Promise<void> {
  const { state } = run;
  const who = ref(run);
  switch (state.step) {
    case 'held':
      return waitForOpeningHours(run);
    case 'user':
      await persist(run, 'opening', () =>
        zendesk.ensureUser.executeWithOptions({ summary: 'find or create the user' }, [who]),
      );
      state.step = 'conversation';
      return;
    case 'conversation': {
      const found = await persist(run, 'opening', () =>
        zendesk.ensureConversation.executeWithOptions({ summary: 'find or create the conversation' }, [who]),
      );
      state.conversationId = found.conversationId;
      state.cutoff = found.cutoff;
      state.step = 'control';
      return;
    }
    case 'control':
      await persist(run, 'opening', () =>
        zendesk.takeControl.executeWithOptions({ summary: 'take control to our seat' }, [conversation(run)]),
      );
      state.step = 'transcript';
      return;
    case 'transcript': {
      const posted = await persist(run, 'opening', () =>
        longZendesk.postTranscript.executeWithOptions({ summary: 'post summary and transcript' }, [
          conversation(run),
        ]),
      );
      state.firstMessageId = posted.firstMessageId;
      state.cursor = posted.firstMessageId;
      state.step = 'pass';
      return;
    }
    case 'pass': {
      const firstTry = !state.passTried;
      state.passTried = true;
      await persist(run, 'opening', () =>
        zendesk.passToAgents.executeWithOptions(
          { summary: 'pass control to Agent Workspace, with the ticket data' },
          [{ ...conversation(run), firstMessageId: state.firstMessageId, firstTry }],
        ),
      );
      state.passedAtMs = Date.now();
      state.step = 'accept';
      return;
    }
    case 'accept':
      await records.acceptHandoff.executeWithOptions({ summary: 'tell the user: transferred' }, [who]);
      state.step = 'open';
      state.pullDue = true;
      showState(run);
      return;
    default:
      return;
  }
}

export function conversation(run: Run) {
  const { conversationId } = run.state;
  if (conversationId === null) throw new Error('no conversation yet');
  return { ...ref(run), conversationId };
}

async function waitForOpeningHours(run: Run): Promise<void> {
  const waitMs = (run.state.input.notBeforeMs ?? 0) - Date.now();
  if (waitMs > 0) await condition(() => isLeaving(run), waitMs, { summary: 'until office hours open' });
  if (isLeaving(run)) return;
  await records.beginOpening.executeWithOptions({ summary: 'note that office hours have begun' }, [ref(run)]);
  run.state.step = 'user';
  showState(run);
}

/** The user hears the truth, the copilot stays in charge, the copilot's backend is told by the end (R50). */
function noteRefusal({ state }: Run, { fault, message }: Refused): void {
  if (state.end !== null) return;
  const isDisconnected = fault.kind === 'not_connected';
  state.failure = { code: fault.kind, message };
  state.end = { reason: isDisconnected ? 'disconnected' : 'failed', detail: message, byZendesk: false };
}
