import type { Sim } from '../domain/sim';
import { isAgentWorkspace } from '../domain/switchboard';
import type { MessageRecord, TicketEntryRecord, TicketRecord } from '../state/records';
import { displayNameOf } from '../domain/people';
import { agents } from './agents';

type Json = Record<string, unknown>;

const AGENT_ID = '__zendesk_msg.agent.id';

/** A ticket as the page and tests see it, transcript included. */
export function ticketView(sim: Sim, ticket: TicketRecord): Json {
  const { world } = sim;
  const conversation = world.conversations.get(ticket.conversationId);
  const { sessionEnded, userTyping, requester, appId, ...shown } = ticket;
  const user = requester.userId === null ? undefined : world.users.get(requester.userId);
  return {
    ...shown,
    appId,
    subdomain: world.apps.get(appId)?.subdomain ?? null,
    requester: {
      ...requester,
      externalId: user?.externalId ?? null,
      avatarUrl: user?.profile.avatarUrl ?? null,
    },
    live: !sessionEnded && isAgentWorkspace(world, conversation?.activeId),
    sessionEnded,
    typing: { user: userTyping },
    transcript: world.entriesByTicket.all(ticket.id).flatMap((entry) => entryView(sim, entry)),
  };
}

function entryView(sim: Sim, entry: TicketEntryRecord): Json[] {
  if (entry.kind === 'note') {
    const agent = agents(sim.url).find((item) => item.id === entry.agentId);
    const author = { type: 'business', name: agent?.name ?? null, avatarUrl: agent?.avatarUrl ?? null };
    return [
      {
        id: entry.id,
        received: entry.at,
        author: { ...author, agentId: entry.agentId },
        kind: 'note',
        content: { type: 'text', text: entry.text },
      },
    ];
  }
  const message = sim.world.messages.get(entry.messageId);
  return message === undefined ? [] : [messageEntry(sim, message)];
}

function messageEntry(sim: Sim, message: MessageRecord): Json {
  const { author, content, metadata } = message;
  const user = author.userId === undefined ? undefined : sim.world.users.get(author.userId);
  const agentId = metadata?.[AGENT_ID];
  return {
    id: message.id,
    received: message.received,
    author: {
      type: author.type,
      name: author.displayName ?? (user === undefined ? null : (displayNameOf(user) ?? null)),
      avatarUrl: author.avatarUrl ?? user?.profile.avatarUrl ?? null,
      ...(typeof agentId === 'string' && agentId !== '' && { agentId }),
    },
    kind: message.activity === undefined ? 'message' : 'activity',
    delivered: author.type === 'business' ? sim.fates.of(message.id) : undefined,
    content: {
      type: content.type,
      text: content['text'],
      mediaUrl: content['mediaUrl'],
      mediaType: content['mediaType'],
      altText: content['altText'],
      actions: content['actions'],
    },
    source: message.source.type,
    ...(metadata && { metadata }),
  };
}
