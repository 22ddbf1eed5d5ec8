import type { ConversationRecord, MessageRecord } from '../state/records';
import { emit } from './emit';
import type { Sim } from './sim';

/** Deletes a conversation with its messages and files and tells the webhooks. */
export function removeConversation(sim: Sim, conversation: ConversationRecord): void {
  const { world } = sim;
  for (const message of world.messageIndex.of(conversation.id).toReversed()) removeMessage(sim, message);
  for (const file of world.attachments.filter((item) => item.conversationId === conversation.id)) {
    removeFile(sim, file.id);
  }
  world.conversations.delete(conversation.id);
  world.note(conversation.appId, 'conversation', { action: 'remove', conversationId: conversation.id });
  emit(sim, {
    appId: conversation.appId,
    type: 'conversation:remove',
    conversation,
    payload: () => ({}),
  });
  for (const ticket of world.ticketsByConversation.all(conversation.id)) {
    world.journal.afterCommit(() => sim.tickets.changed(ticket.id));
  }
}

export function removeMessage(sim: Sim, message: MessageRecord): void {
  sim.world.messages.delete(message.id);
  sim.world.note(message.appId, 'message', {
    action: 'remove',
    conversationId: message.conversationId,
    messageId: message.id,
  });
}

export function removeFile(sim: Sim, attachmentId: string): void {
  sim.world.attachments.delete(attachmentId);
  sim.world.journal.afterCommit(() => sim.world.files.remove(attachmentId));
}
