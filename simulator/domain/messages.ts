import { newId } from '../state/ids';
import type { ConversationRecord, MessageRecord } from '../state/records';
import { ApiError } from './api-error';
import { emit } from './emit';
import type { Sim } from './sim';
import { defaultResponder, isAgentWorkspace } from './switchboard';
import { threadMessage } from './tickets';
import { messageEventView } from './views';

export type MessageDraft = Pick<MessageRecord, 'author' | 'content' | 'source' | 'metadata' | 'activity'>;

/**
 * Commits a message: wakes the default responder when nobody has control, threads it into the ticket while Agent
 * Workspace is active, tells the webhooks.
 * @throws ApiError 423 when the conversation is full.
 */
export function appendMessage(sim: Sim, conversationId: string, draft: MessageDraft): MessageRecord {
  const { world } = sim;
  const before = world.conversations.get(conversationId);
  if (before === undefined)
    throw new ApiError(404, [{ code: 'conversation_not_found', title: 'Conversation not found' }]);
  refuseWhenFull(sim, before);
  const received = new Date().toISOString();
  const conversation = world.conversations.put({
    ...wake(sim, before, draft),
    lastUpdatedAt: received,
    participants: before.participants.map((participant) =>
      draft.author.type === 'business'
        ? { ...participant, unreadCount: participant.unreadCount + 1 }
        : participant,
    ),
  });
  const message = world.messages.put({
    ...draft,
    id: newId(),
    n: world.nextN(),
    appId: conversation.appId,
    conversationId,
    received,
  });
  world.note(conversation.appId, 'message', {
    conversationId,
    messageId: message.id,
    received,
    author: message.author,
    content: message.content,
    source: message.source.type,
    ...(message.metadata && { metadata: message.metadata }),
    ...(message.activity && { activity: message.activity.type }),
  });
  emit(sim, {
    appId: conversation.appId,
    type: 'conversation:message',
    conversation,
    payload: (detail) => ({ message: messageEventView(world, message, detail) }),
  });
  if (isAgentWorkspace(world, conversation.activeId)) threadMessage(sim, conversation, message);
  return message;
}

/** Any message, of the user or of the business, is activity: with nobody in control it wakes the default responder. */
function wake(sim: Sim, conversation: ConversationRecord, draft: MessageDraft): ConversationRecord {
  // A seat that was deleted meanwhile holds nothing.
  if (sim.world.seats.get(conversation.activeId ?? '') !== undefined) return conversation;
  const seat = defaultResponder(sim.world, conversation.appId, draft.source.integrationId);
  if (seat === undefined) return conversation;
  sim.world.note(conversation.appId, 'control', {
    action: 'default',
    conversationId: conversation.id,
    from: null,
    to: seat.name,
    by: 'zendesk',
  });
  return { ...conversation, activeId: seat.id };
}

function refuseWhenFull(sim: Sim, conversation: ConversationRecord): void {
  const max = sim.world.apps.get(conversation.appId)?.maxMessages ?? 30_000;
  if (sim.world.messageIndex.of(conversation.id).length < max) return;
  const title = `Message limit of ${max} per conversation reached.`;
  throw new ApiError(423, [{ code: 'locked', title }], 'messages');
}
