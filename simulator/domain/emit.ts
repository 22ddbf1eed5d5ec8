import { newId } from '../state/ids';
import type { ConversationRecord, DeliveryRecord, EventDetail } from '../state/records';
import { hears } from '../webhooks/routing';
import type { Sim } from './sim';
import { conversationTruncatedView } from './views';

export interface EventDraft {
  appId: string;
  type: string;
  /** As it is after what happened. */
  conversation?: ConversationRecord;
  /** As it was before, where control changed. */
  before?: ConversationRecord;
  payload: (detail: EventDetail) => Record<string, unknown>;
}

/** Stores one delivery for each webhook that hears the event, in the open transaction; they leave once it is durable. */
export function emit(sim: Sim, draft: EventDraft): void {
  const { world } = sim;
  const switchboard = world.switchboardByApp.first(draft.appId);
  const seats = switchboard?.enabled === true ? world.seatsByApp.all(draft.appId) : [];
  const moments = [draft.before, draft.conversation].filter((moment) => moment !== undefined);
  const event = { id: newId(), type: draft.type, createdAt: new Date().toISOString() };
  for (const webhook of world.webhooksByApp.all(draft.appId)) {
    if (!hears(webhook, draft.type, seats, moments)) continue;
    const detail = { fullUser: webhook.includeFullUser, fullSource: webhook.includeFullSource };
    const { conversation } = draft;
    const payload = {
      ...(conversation && { conversation: conversationTruncatedView(world, conversation) }),
      ...draft.payload(detail),
    };
    const delivery: DeliveryRecord = {
      id: newId(),
      n: world.nextN(),
      appId: draft.appId,
      webhookId: webhook.id,
      ...(conversation && { conversationId: conversation.id }),
      event: { ...event, payload },
      attempts: 0,
    };
    world.deliveries.put(delivery);
    world.journal.afterCommit(() => sim.outbox.accept(delivery));
  }
}
