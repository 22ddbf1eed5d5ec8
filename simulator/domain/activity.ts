import type { ConversationRecord, MessageAuthor, MessageSource } from '../state/records';
import { emit } from './emit';
import type { Sim } from './sim';
import { openTicket } from './tickets';
import { compact, eventUserView } from './views';

export type ActivityType = 'conversation:read' | 'typing:start' | 'typing:stop';

/** Notes who read or types, and tells the webhooks. */
export function recordActivity(
  sim: Sim,
  conversation: ConversationRecord,
  type: ActivityType,
  author: MessageAuthor,
  source: MessageSource,
): void {
  const { world } = sim;
  const read = type === 'conversation:read';
  const next = read ? world.conversations.put(markRead(conversation, author)) : conversation;
  world.note(conversation.appId, 'activity', { conversationId: conversation.id, type, author });
  emit(sim, {
    appId: conversation.appId,
    type: read ? 'conversation:read' : 'conversation:typing',
    conversation: next,
    payload: (detail) => {
      const user = author.userId === undefined ? undefined : world.users.get(author.userId);
      return {
        activity: {
          type,
          author: compact({ ...author, user: user === undefined ? undefined : eventUserView(user, detail) }),
          source,
        },
      };
    },
  });
  const ticket = openTicket(world, conversation.id);
  if (ticket === undefined || author.type !== 'user') return;
  if (!read) world.tickets.put({ ...ticket, userTyping: type === 'typing:start' });
  world.journal.afterCommit(() => sim.tickets.changed(ticket.id));
}

function markRead(conversation: ConversationRecord, author: MessageAuthor): ConversationRecord {
  const now = new Date().toISOString();
  if (author.type === 'business') return { ...conversation, businessLastRead: now };
  const participants = conversation.participants.map((item) =>
    item.userId === author.userId ? { ...item, unreadCount: 0, lastRead: now } : item,
  );
  return { ...conversation, participants };
}
