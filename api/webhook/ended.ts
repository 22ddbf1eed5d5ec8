import { conversationEnded, retryRequested, type ConversationEnded } from '../../workflows/messages';
import type { ConnectionFacts, HandoffRecord } from '../../store/types';
import type { EndedEvent } from '../../zendesk/webhook';
import type { ApiDeps } from '../deps';
import { signalHandoff } from '../handoffs/run';

/** Wide enough for two clocks that are kept right. */
const CLOCK_SKEW_MS = 5000;

/** Control left the agents, or the conversation is gone. Several events say so of one end; the workflow takes the first. */
export async function takeEnd(
  deps: ApiDeps,
  connection: ConnectionFacts,
  owner: HandoffRecord,
  event: EndedEvent,
): Promise<void> {
  if (isOfEarlierHandoff(connection, owner, event)) return;
  const whose =
    event.activeSwitchboardIntegration?.id === connection.seatId ? whoTookSeat(owner, event) : 'agent';
  if (whose === 'us') return;
  if (whose === 'unclear') {
    // A look at the conversation tells: were it an agent's, the user would speak to nobody until the next one.
    await signalHandoff(deps, owner, retryRequested.name, [], event.eventId);
    return;
  }
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
 * can be set. After Agent Workspace had it, only an agent's command can have brought it back (R19). Around the moment of
 * acceptance two clocks cannot tell the one from the other.
 */
function whoTookSeat({ handoff }: HandoffRecord, event: EndedEvent): 'us' | 'agent' | 'unclear' {
  if (handoff.acceptedAt === null || event.createdAt === undefined) return 'us';
  const afterMs = Date.parse(event.createdAt) - Date.parse(handoff.acceptedAt);
  if (Math.abs(afterMs) <= CLOCK_SKEW_MS) return 'unclear';
  return afterMs > 0 ? 'agent' : 'us';
}

/** In a user's one default conversation the late event of a handoff that is over would end the next one. */
function isOfEarlierHandoff(
  connection: ConnectionFacts,
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
