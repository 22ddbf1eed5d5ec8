import type { ConversationRecord, SeatRecord, WebhookRecord } from '../state/records';

type Control = Pick<ConversationRecord, 'activeId' | 'pendingId'>;

/**
 * Whether a webhook is told of an event of a conversation. An integration without a seat in an enabled switchboard hears
 * everything; one with a seat hears what happens while it is active or pending (before or after the event, so that
 * losing control is told to the loser), and the rest only with `deliverStandbyEvents`.
 * @param seats of the enabled switchboard; empty when there is none.
 * @param moments the conversation's control before and after; empty for events that belong to no conversation.
 */
export function hears(
  webhook: Pick<WebhookRecord, 'integrationId' | 'triggers'>,
  type: string,
  seats: readonly SeatRecord[],
  moments: readonly Control[],
): boolean {
  if (!webhook.triggers.includes(type) && !webhook.triggers.includes('*')) return false;
  const own = seats.filter((seat) => seat.integrationId === webhook.integrationId);
  if (own.length === 0 || moments.length === 0) return true;
  return own.some(
    (seat) =>
      seat.deliverStandbyEvents ||
      moments.some((moment) => moment.activeId === seat.id || moment.pendingId === seat.id),
  );
}
