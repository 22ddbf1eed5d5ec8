import { newId } from '../state/ids';
import type { ConversationRecord, MessageRecord, TicketRecord } from '../state/records';
import type { World } from '../state/world';
import { displayNameOf } from './people';
import type { Sim } from './sim';
import { readTicketData } from './ticket-fields';

/** How many earlier messages a ticket shows when nobody says where to begin. */
const SHOWN_BEFORE = 10;

/** The ticket a message of this conversation goes to: not Closed and not over for messaging. */
export function openTicket(world: World, conversationId: string): TicketRecord | undefined {
  return world.ticketsByConversation
    .all(conversationId)
    .find((ticket) => ticket.status !== 'closed' && !ticket.sessionEnded);
}

/**
 * Called when Agent Workspace has become active: the open ticket of the conversation comes back, else a new one is made.
 * An empty conversation gets its ticket with its first message.
 */
export function conversationTicket(sim: Sim, conversation: ConversationRecord): void {
  const { world } = sim;
  const open = openTicket(world, conversation.id);
  const messages = world.messageIndex.of(conversation.id);
  if (open === undefined) {
    if (messages.length > 0) createTicket(sim, conversation);
    return;
  }
  const known = new Set(entriesOf(world, open.id));
  const missed = messages.filter((message) => !known.has(message.id)).slice(-SHOWN_BEFORE);
  for (const message of missed) addEntry(world, open.id, message.id);
  saveTicket(sim, { ...open, status: reopened(open) });
}

/** Called for every message while Agent Workspace is active. */
export function threadMessage(sim: Sim, conversation: ConversationRecord, message: MessageRecord): void {
  const { world } = sim;
  const open = openTicket(world, conversation.id);
  if (open === undefined) {
    createTicket(sim, conversation);
    return;
  }
  addEntry(world, open.id, message.id);
  const fromUser = message.author.type === 'user';
  saveTicket(sim, {
    ...open,
    status: fromUser ? reopened(open) : open.status,
    unread: open.unread + (fromUser ? 1 : 0),
  });
}

export function saveTicket(sim: Sim, ticket: TicketRecord): TicketRecord {
  const previous = sim.world.tickets.get(ticket.id);
  const saved = sim.world.tickets.put({ ...ticket, updatedAt: new Date().toISOString() });
  if (previous !== undefined && previous.status !== saved.status) {
    const { id: ticketId, conversationId, status } = saved;
    sim.world.note(saved.appId, 'ticket', { action: 'status', ticketId, conversationId, status });
  }
  sim.world.journal.afterCommit(() => sim.tickets.changed(saved.id));
  return saved;
}

export function addEntry(world: World, ticketId: string, messageId: string): void {
  world.entries.put({ id: newId(), ticketId, kind: 'message', messageId });
}

function createTicket(sim: Sim, conversation: ConversationRecord): void {
  const { world } = sim;
  const data = readTicketData(conversation.ticketMetadata ?? {});
  const messages = world.messageIndex.of(conversation.id);
  const first = messages.findIndex((message) => message.id === data.metadata['first_message_id']);
  const shown = first === -1 ? messages.slice(-SHOWN_BEFORE) : messages.slice(first);
  const user = world.users.get(conversation.participants[0]?.userId ?? '');
  const name = data.requesterName ?? (user === undefined ? null : displayNameOf(user)) ?? null;
  const now = new Date().toISOString();
  const ticket: TicketRecord = {
    id: world.nextTicketId(),
    appId: conversation.appId,
    conversationId: conversation.id,
    status: 'new',
    channel: data.channel ?? 'sunshine_conversations_api',
    subject: data.subject ?? `Conversation with ${name ?? 'a visitor'}`,
    requester: { name, email: data.requesterEmail, userId: user?.id ?? null },
    tags: data.tags,
    groupId: data.groupId,
    priority: data.priority,
    assigneeId: data.assigneeId,
    brandId: data.brandId ?? world.apps.get(conversation.appId)?.brandId ?? null,
    organizationId: data.organizationId,
    fields: data.fields,
    metadata: data.metadata,
    stray: conversation.ticketMetadata === undefined,
    sessionEnded: false,
    createdAt: now,
    updatedAt: now,
    unread: shown.filter((message) => message.author.type === 'user').length,
    userTyping: false,
  };
  world.tickets.put(ticket);
  for (const message of shown) addEntry(world, ticket.id, message.id);
  const { id: ticketId, conversationId, stray, tags, fields, metadata } = ticket;
  world.note(ticket.appId, 'ticket', {
    action: 'create',
    ticketId,
    conversationId,
    stray,
    tags,
    fields,
    metadata,
  });
  world.journal.afterCommit(() => sim.tickets.created(ticketId));
}

function reopened(ticket: TicketRecord): TicketRecord['status'] {
  return ticket.status === 'solved' || ticket.status === 'pending' ? 'open' : ticket.status;
}

function entriesOf(world: World, ticketId: string): string[] {
  return world.entriesByTicket
    .all(ticketId)
    .flatMap((entry) => (entry.kind === 'message' ? [entry.messageId] : []));
}
