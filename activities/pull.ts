import type { AgentMessage } from '../workflows/messages';
import type { ZendeskMessage } from '../zendesk/client';
import type { Deps, InConversation } from './deps';

/** A workflow's history keeps what an activity returns: a long absence is caught up in several pulls. */
const PAGES_PER_PULL = 3;

export interface Pulled {
  /** Of agents and automations, unknown to the session, oldest first. */
  messages: AgentMessage[];
  /** Id of the last message read; null when there was none. */
  cursor: string | null;
  agentsInControl: boolean;
  more: boolean;
}

export function toAgentMessage(message: ZendeskMessage): AgentMessage {
  const { id, received, agent, text, attachments, actions, cards, automated } = message;
  const agentMessage = { id, received, agent: agent ?? null, text, attachments, actions, automated };
  return cards === undefined ? agentMessage : { ...agentMessage, cards };
}

export function isForTheSession(message: ZendeskMessage): boolean {
  return (message.class === 'agent' || message.class === 'automated') && !message.hidden && !message.deleted;
}

/**
 * Without a place to read from, a page of the newest is read: of a conversation into which ours was merged. What stands there
 * before our first words was said to somebody else. 0 when those are not on the page: either all of it is later, or they are gone.
 */
function ownBeginning(handoffId: string, page: readonly ZendeskMessage[]): number {
  return Math.max(
    0,
    page.findIndex(({ ours }) => ours?.handoffId === handoffId),
  );
}

/**
 * What agents said since `after`, read beside the webhook, which gives up after 15 minutes (design §5.6).
 * Who holds control is asked first: every word said before control was given up is then in the list.
 */
export function createPullActivity({ store, zendesk, logger }: Deps) {
  return async function pull(input: InConversation & { after: string | null }): Promise<Pulled> {
    const { copilotId, handoffId, conversationId } = input;
    return zendesk.use(copilotId, async (client, { agentWorkspaceId }) => {
      const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
      let found: ZendeskMessage[] = [];
      let cursor = input.after;
      let more = true;
      for (let page = 0; more && page < PAGES_PER_PULL; page++) {
        const listed = await client.listMessages({
          conversationId,
          ...(cursor === null ? {} : { after: cursor }),
        });
        if (listed.unreadable > 0)
          logger.warn({ handoffId, unreadable: listed.unreadable }, 'messages without id or time');
        const from = input.after === null ? ownBeginning(handoffId, listed.messages) : 0;
        found = [...found, ...listed.messages.slice(from).filter(isForTheSession)];
        cursor = listed.messages.at(-1)?.id ?? cursor;
        more = listed.hasMore && input.after !== null;
      }
      const known = await store.handoffs.knownMessageIds(
        handoffId,
        found.map(({ id }) => id),
      );
      return {
        messages: found.filter(({ id }) => !known.has(id)).map(toAgentMessage),
        cursor,
        agentsInControl: active?.id === agentWorkspaceId,
        more,
      };
    });
  };
}
