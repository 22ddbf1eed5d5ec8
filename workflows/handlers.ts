import { ApplicationFailure, log, patched, setHandler } from '@temporalio/workflow';
import { noteAgentMessage, noteConversationEnded, noteEndRequested, noteUserMessage } from './inbox';
import * as messages from './messages';
import type { HandoffReport } from './messages';
import { report, showDetails } from './report';
import type { Run } from './run';
import * as wellFormed from './well-formed';

/** Older code went on looking every few seconds for agents who were missed in the conversation that was given up. */
const FORGOTTEN = 'absence-forgotten-in-a-move';

/**
 * Installs every handler before the first await of a run: signals of the first task are delivered before the main function
 * goes on. Handlers only note; the lanes act (design §5.1).
 */
export function installHandlers(run: Run): void {
  const { state } = run;
  const noted = (note: () => void, isWellFormed = true) => {
    run.signals++;
    if (isWellFormed) note();
    else log.error('a signal that is not what it should be was left out');
    showDetails(run);
  };
  setHandler(
    messages.agentMessage,
    (message) => {
      noted(() => noteAgentMessage(state, message, Date.now()), wellFormed.isAgentMessage(message));
    },
    { description: 'An agent (or Zendesk itself) said something.' },
  );
  setHandler(
    messages.userMessage,
    (message) => {
      noted(() => noteUserMessage(state, message, Date.now()), wellFormed.isUserMessage(message));
    },
    { description: 'The user said something; the words are in the store.' },
  );
  setHandler(messages.agentWorkspaceTookControl, () => {
    noted(() => {
      if (state.passTried) state.agentsSeenInControl = true;
    });
  });
  setHandler(messages.controlFailed, (failure) => {
    noted(() => {
      if (state.agentSpoke || !state.passTried || state.end !== null) return;
      const { code, detail } = failure;
      state.failure = { code, message: detail };
      state.end = { reason: 'failed', detail: `${code}: ${detail}`, byZendesk: false };
    }, wellFormed.isControlFailed(failure));
  });
  setHandler(
    messages.conversationEnded,
    (ended) => {
      noted(() => noteConversationEnded(state, ended), wellFormed.isConversationEnded(ended));
    },
    { description: 'Zendesk ended the conversation, or gave control to somebody else.' },
  );
  setHandler(messages.conversationMoved, (moved) => {
    noted(() => {
      const { conversationId } = moved;
      if (conversationId === state.conversationId) return;
      state.conversationId = conversationId;
      state.cursor = null;
      // What was seen of control was seen in the other one.
      state.agentsSeenInControl = false;
      delete state.passedAtMs;
      if (run.absentSinceMs !== undefined && patched(FORGOTTEN)) run.absentSinceMs = undefined;
      state.pullDue = true;
    }, wellFormed.isConversationMoved(moved));
  });
  setHandler(
    messages.endRequested,
    (request) => {
      noted(() => noteEndRequested(state, request), wellFormed.isEndRequested(request));
    },
    { description: 'The copilot, its backend or an operator ends the handoff.' },
  );
  setHandler(messages.connectionRestored, () => {
    noted(() => poke(run));
  });
  setHandler(messages.retryRequested, () => {
    noted(() => poke(run));
  });
  installOperatorUpdates(run);
  setHandler(messages.getHandoff, () => report(state), { description: 'Where this handoff stands.' });
}

function installOperatorUpdates(run: Run): void {
  const { state } = run;
  const refuseEnded = () => {
    if (state.end !== null) throw ApplicationFailure.nonRetryable('this handoff has ended', 'handoff_ended');
  };
  setHandler(
    messages.retryNow,
    () => {
      poke(run);
      return report(state);
    },
    { description: 'Try at once whatever waits for Zendesk, and look for missed messages.' },
  );
  setHandler<HandoffReport, [{ detail?: string } | undefined], typeof messages.endHandoff>(
    messages.endHandoff,
    (input) => {
      noteEndRequested(state, {
        reason: 'operator_ended',
        ...(input?.detail === undefined ? {} : { detail: input.detail }),
      });
      return report(state);
    },
    { description: 'End the handoff; control goes back to the copilot.', validator: refuseEnded },
  );
  setHandler<HandoffReport, [{ messageId: string }], typeof messages.resendMessage>(
    messages.resendMessage,
    ({ messageId }) => {
      state.revive.push(messageId);
      return report(state);
    },
    { description: 'Send a failed message of the user again: {"messageId": "…"}.', validator: refuseEnded },
  );
}

function poke(run: Run): void {
  run.pokes++;
  run.state.pullDue = true;
}
