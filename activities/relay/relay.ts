import type { HandoffTimer } from '../../contract/handoff';
import { externalIdFor } from '../../zendesk/metadata';
import { unlessOvertaken } from '../attempts';
import type { Deps, InConversation } from '../deps';
import { createUnderWay } from '../under-way';
import { judgeControl, type KnownOfControl } from './control';
import { withOwnFiles } from './own-files';
import { refusalOf, withoutStrayRefusal } from './refusal';
import { findMessage, sendMessage } from './send-message';

const DELAYED_AFTER_MS = 10_000;

/** Agents let go of the conversation while a message waited: with nobody in control a post would wake a stray ticket (R20). */
class AgentsLeft extends Error {
  override readonly name = 'AgentsLeft';
}

export interface RelayInput extends InConversation, KnownOfControl {
  upTo: number;
  timers: HandoffTimer[];
}

/**
 * Sends the oldest message of the user that is neither delivered nor failed, numbered at most `upTo`.
 * @returns its number, null when there is none; every message before it is settled then. `agentsLeft`: it was not sent
 */
export function createRelayActivity({ store, files, zendesk, kickCallbacks }: Deps) {
  const { handoffs } = store;

  return async function relayToZendesk(
    input: RelayInput,
  ): Promise<{ n: number | null; agentsLeft?: true; agentsSeen?: true }> {
    const { handoffId, copilotId, sessionId, conversationId, timers } = input;
    const late = Date.now() - DELAYED_AFTER_MS;
    const control = judgeControl(input);
    const mustLook = control.isDoubtful();
    if (mustLook) {
      // Zendesk may be away for this call, too: the user is told first.
      await handoffs.markDelayed(handoffId, new Date(late));
      // That agents let go is told by a webhook, which may be late or lost. Asked before the message counts as attempted.
      if (!(await agentsHold(input))) {
        await settleWhatArrived(input);
        return { n: null, agentsLeft: true };
      }
    }
    const next = await handoffs.nextUserMessage(handoffId, input.upTo);
    if (next === undefined) return { n: null };
    const attempt = { handoffId, messageId: next.id, attempt: next.attempt };
    const mayPost = unlessOvertaken(() => handoffs.isLatestAttempt(attempt), next.id);
    const { message, own } = await withOwnFiles({ store, files }, { copilotId, sessionId }, next);
    if (message.acceptedAt.getTime() < late) await handoffs.markDelayed(handoffId, new Date(late));
    const userExternalId = externalIdFor({ copilotId, sessionId, user: message.user });
    const isFirst = next.attemptedAt === undefined;
    const underWay = createUnderWay(handoffs, { handoffId, messageId: next.id }, isFirst);
    const sent: string[] = [];
    try {
      await zendesk.use(copilotId, (client, { agentWorkspaceId }) => {
        const mayRepeat = async () => {
          if (!control.agentsHadControl()) return;
          const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
          if (active?.id !== agentWorkspaceId) throw new AgentsLeft();
        };
        const sending = { handoffId, conversationId, userExternalId, mayRepeat, mayPost, underWay, own };
        return sendMessage(handoffs, client, message, sending, sent);
      });
      await handoffs.settleUserMessage({
        handoffId,
        messageId: message.id,
        value: 'delivered',
        zendeskMessageIds: sent,
        timers,
      });
    } catch (thrown) {
      if (thrown instanceof AgentsLeft) return { n: null, agentsLeft: true };
      const error = refusalOf(thrown, sent.length > 0);
      if (error === undefined) throw withoutStrayRefusal(thrown);
      await handoffs.settleUserMessage({ handoffId, messageId: message.id, value: 'failed', error, timers });
    }
    kickCallbacks(copilotId, sessionId);
    return { n: message.n, ...(mustLook && { agentsSeen: true }) };
  };

  async function agentsHold({ copilotId, conversationId }: InConversation): Promise<boolean> {
    try {
      return await zendesk.use(copilotId, async (client, { agentWorkspaceId }) => {
        const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
        return active?.id === agentWorkspaceId;
      });
    } catch (thrown) {
      throw withoutStrayRefusal(thrown);
    }
  }

  /** The agent may have read it before they let go: then it is not given back to the copilot. */
  async function settleWhatArrived(input: RelayInput): Promise<void> {
    const { handoffId, copilotId, sessionId, conversationId, timers } = input;
    const message = await handoffs.attemptedMessage(handoffId, input.upTo);
    if (message === undefined) return;
    const underWay = createUnderWay(handoffs, { handoffId, messageId: message.id }, false);
    const zendeskMessageIds = await zendesk.use(copilotId, (client) =>
      findMessage(client, message, { handoffId, conversationId, underWay }),
    );
    if (zendeskMessageIds === undefined) return;
    const { id: messageId } = message;
    await handoffs.settleUserMessage({ handoffId, messageId, value: 'delivered', zendeskMessageIds, timers });
    kickCallbacks(copilotId, sessionId);
  }
}
