import { emit } from '../domain/emit';
import type { Sim } from '../domain/sim';
import { conversationTruncatedView, eventUserView } from '../domain/views';
import type { ConversationRecord, UserRecord } from '../state/records';

/**
 * Merges two users: the default conversation of the discarded one flows into the survivor's, its other conversations
 * change hands, the discarded user and its default conversation are gone.
 */
export function mergeUsers(sim: Sim, surviving: UserRecord, discarded: UserRecord, reason: string): void {
  const { world } = sim;
  const kept = defaultOf(sim, surviving);
  const gone = defaultOf(sim, discarded);
  for (const conversation of world.conversationsByUser.all(discarded.id)) {
    if (kept !== undefined && conversation.id === gone?.id) continue;
    world.conversations.put({
      ...conversation,
      participants: conversation.participants.map((item) =>
        item.userId === discarded.id ? { ...item, userId: surviving.id } : item,
      ),
    });
  }
  if (kept !== undefined && gone !== undefined) moveMessages(sim, gone, kept);
  world.users.delete(discarded.id);
  world.note(surviving.appId, 'user', { action: 'merge', surviving: surviving.id, discarded: discarded.id });
  emit(sim, {
    appId: surviving.appId,
    type: 'user:merge',
    payload: (detail) => ({
      mergedUsers: {
        surviving: eventUserView(surviving, detail),
        discarded: eventUserView(discarded, detail),
      },
      ...(kept !== undefined &&
        gone !== undefined && {
          mergedConversations: {
            surviving: conversationTruncatedView(world, kept),
            discarded: conversationTruncatedView(world, gone),
          },
        }),
      ...(discarded.metadata && { discardedMetadata: discarded.metadata }),
      reason,
    }),
  });
}

function defaultOf(sim: Sim, user: UserRecord): ConversationRecord | undefined {
  return sim.world.conversationsByUser.all(user.id).find((conversation) => conversation.isDefault);
}

function moveMessages(sim: Sim, from: ConversationRecord, to: ConversationRecord): void {
  const { world } = sim;
  const owner = to.participants[0]?.userId;
  for (const message of [...world.messageIndex.of(from.id)]) {
    const author =
      message.author.type === 'user' && owner !== undefined
        ? { ...message.author, userId: owner }
        : message.author;
    world.messages.put({ ...message, conversationId: to.id, author });
  }
  world.conversations.delete(from.id);
}
