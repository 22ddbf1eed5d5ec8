import { conversationEnded, type ConversationEnded } from '../../workflows/messages';
import type { HandoffRecord, ZendeskConnection } from '../../store/types';
import type { EndedEvent } from '../../zendesk/webhook';
import type { ApiDeps } from '../deps';
import { signalHandoff } from '../handoffs/run';

/** Wide enough for two clocks that are kept right, short enough for an agent who hands back at once. */
const CLOCK_SKEW_MS = 5000;

/** Control left the agents, or the conversation is gone. Several events say so of one end; the workflow takes the first. */
export async function takeEnd(
  deps: ApiDeps,
  connection: ZendeskConnection,
  owner: HandoffRecord,
  event: EndedEvent,
): Promise<void> {
  if (isOwnDoing(connection, owner, event) || isOfEarlierHandoff(connection, owner, event)) return;
  const active = event.activeSwitchboardIntegration;
  const end: ConversationEnded = {
    reason: event.reason,
    detail: event.detail,
    byZendesk: true,
    ...(active === undefined ? {} : { activeIntegrationId: active.id }),
  };
  await signalHandoff(deps, owner, conversationEnded.name, [end], event.eventId);
}

/**
 * Control at our own seat is our own doing while the handoff is opening: it passes there first, so that the ticket's fields
 * can be set. After Agent Workspace had it, only an agent's command can have brought it back (R19).
 */
function isOwnDoing(connection: ZendeskConnection, { handoff }: HandoffRecord, event: EndedEvent): boolean {
  if (event.activeSwitchboardIntegration?.id !== connection.seatId) return false;
  if (handoff.acceptedAt === null || event.createdAt === undefined) return true;
  return Date.parse(event.createdAt) <= Date.parse(handoff.acceptedAt) + CLOCK_SKEW_MS;
}

/** In a user's one default conversation the late event of a handoff that is over would end the next one. */
function isOfEarlierHandoff(
  connection: ZendeskConnection,
  { handoff }: HandoffRecord,
  event: EndedEvent,
): boolean {
  const saidAt = event.message?.received ?? event.createdAt;
  return (
    !connection.multiConversations &&
    saidAt !== undefined &&
    Date.parse(saidAt) < Date.parse(handoff.createdAt)
  );
}
