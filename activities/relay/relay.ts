import type { DeliveryError, DeliveryErrorCode } from '../../contract/events';
import type { HandoffTimer } from '../../contract/handoff';
import type { OutgoingMessage } from '../../store/types';
import type { ZendeskClient } from '../../zendesk/client';
import { ZendeskError, type ZendeskErrorKind } from '../../zendesk/errors';
import { externalIdFor } from '../../zendesk/metadata';
import { unlessOvertaken, type MayAct } from '../attempts';
import type { Deps, InConversation } from '../deps';
import { uploadOf, withOwnFiles, type OwnFiles } from './own-files';
import { asLink, partsOf, type Part } from './parts';
import { sendOnce } from './send-once';

const DELAYED_AFTER_MS = 10_000;
/** Agents that were seen in control so lately are taken to be there still: a look before each message would double the calls. */
const TRUSTED_MS = 20_000;

/** Kinds that say no to this message for good; the next ones go on (F31). */
const REFUSALS: Partial<Record<ZendeskErrorKind, DeliveryErrorCode>> = {
  rejected: 'rejected',
  too_large: 'too_large',
  unsupported_media: 'unsupported_media',
  conversation_full: 'conversation_full',
};

/** Agents let go of the conversation while a message waited: with nobody in control a post would wake a stray ticket (R20). */
class AgentsLeft extends Error {
  override readonly name = 'AgentsLeft';
}

/**
 * Sends the oldest message of the user that is neither delivered nor failed, numbered at most `upTo`.
 * @returns its number, null when there is none; every message before it is settled then. `agentsLeft`: it was not sent
 */
export function createRelayActivity({ store, files, zendesk, kickCallbacks }: Deps) {
  const { handoffs } = store;

  return async function relayToZendesk(
    input: InConversation & {
      upTo: number;
      timers: HandoffTimer[];
      /** Agent Workspace was seen in control, so that its absence means that agents let go. */
      agentsHadControl?: boolean;
      /** When it was last seen; absent: it does not matter (runs of older code). */
      agentsSeenAtMs?: number;
    },
  ): Promise<{ n: number | null; agentsLeft?: true; agentsSeen?: true }> {
    const { handoffId, copilotId, sessionId, conversationId, timers } = input;
    const late = Date.now() - DELAYED_AFTER_MS;
    const seenMs = input.agentsHadControl === true ? (input.agentsSeenAtMs ?? Infinity) : Infinity;
    const mustLook = Date.now() - seenMs > TRUSTED_MS;
    if (mustLook) {
      // Zendesk may be away for this call, too: the user is told first.
      await handoffs.markDelayed(handoffId, new Date(late));
      // That agents let go is told by a webhook, which may be late or lost. Asked before the message counts as attempted.
      if (!(await agentsHold(input))) return { n: null, agentsLeft: true };
    }
    const next = await handoffs.nextUserMessage(handoffId, input.upTo);
    if (next === undefined) return { n: null };
    const attempt = { handoffId, messageId: next.id, attempt: next.attempt };
    const mayPost = unlessOvertaken(() => handoffs.isLatestAttempt(attempt), next.id);
    const { message, own } = await withOwnFiles({ store, files }, { copilotId, sessionId }, next);
    if (message.acceptedAt.getTime() < late) await handoffs.markDelayed(handoffId, new Date(late));
    const userExternalId = externalIdFor({ copilotId, sessionId, user: message.user });
    try {
      const zendeskMessageIds = await zendesk.use(copilotId, (client, { agentWorkspaceId }) => {
        const mayRepeat = async () => {
          if (input.agentsHadControl !== true) return;
          const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
          if (active?.id !== agentWorkspaceId) throw new AgentsLeft();
        };
        return sendAll(client, message, {
          handoffId,
          conversationId,
          userExternalId,
          mayRepeat,
          mayPost,
          own,
        });
      });
      await handoffs.settleUserMessage({
        handoffId,
        messageId: message.id,
        value: 'delivered',
        zendeskMessageIds,
        timers,
      });
    } catch (thrown) {
      if (thrown instanceof AgentsLeft) return { n: null, agentsLeft: true };
      const error = refusalOf(thrown);
      if (error === undefined) throw thrown;
      await handoffs.settleUserMessage({ handoffId, messageId: message.id, value: 'failed', error, timers });
    }
    kickCallbacks(copilotId, sessionId);
    return { n: message.n, ...(mustLook && { agentsSeen: true }) };
  };

  function agentsHold({ copilotId, conversationId }: InConversation): Promise<boolean> {
    return zendesk.use(copilotId, async (client, { agentWorkspaceId }) => {
      const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
      return active?.id === agentWorkspaceId;
    });
  }

  async function sendAll(client: ZendeskClient, message: OutgoingMessage, where: Where): Promise<string[]> {
    const { handoffId } = where;
    const parts = partsOf(message);
    const ids: string[] = [];
    for (const [part, content] of parts.entries()) {
      const id = message.proofs[part] ?? (await sendPart(client, message, part, content, where));
      ids.push(id);
      // A single part is proved by the settled message; of several, a crash must not forget the first.
      if (parts.length > 1) {
        await handoffs.recordProof({ handoffId, messageId: message.id, part, zendeskMessageId: id });
      }
    }
    return ids;
  }
}

interface Where {
  handoffId: string;
  conversationId: string;
  userExternalId: string;
  mayRepeat: () => Promise<void>;
  mayPost: MayAct;
  /** Our own files by their link: they go to Zendesk themselves. */
  own: OwnFiles;
}

async function sendPart(
  client: ZendeskClient,
  message: OutgoingMessage,
  part: number,
  { content, payload }: Part,
  where: Where,
): Promise<string> {
  const { handoffId, conversationId, userExternalId, mayRepeat, mayPost, own } = where;
  const messageId = `user:${message.id}`;
  const attempt = { handoffId, messageId, part, earlier: message.attemptedAt, mayRepeat, mayPost };
  const author = { type: 'user', userExternalId } as const;
  try {
    const sent = { conversationId, author, content, ...(payload === undefined ? {} : { payload }) };
    const uploaded = uploadOf(client, conversationId, content, own);
    return await sendOnce(client, { ...attempt, ...(uploaded && { content: uploaded }) }, sent);
  } catch (thrown) {
    const link = asLink({ content });
    const refused = thrown instanceof ZendeskError && thrown.kind === 'unsupported_media';
    if (!refused || link === undefined) throw thrown;
    return sendOnce(client, attempt, { conversationId, author, content: link.content });
  }
}

function refusalOf(thrown: unknown): DeliveryError | undefined {
  if (!(thrown instanceof ZendeskError)) return undefined;
  const code = REFUSALS[thrown.kind];
  if (code === undefined) return undefined;
  return { code, message: thrown.title ?? 'Zendesk refused the message', outcome: 'not_sent' };
}
