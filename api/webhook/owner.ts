import { HANDOFF_ID_PATTERN } from '../../contract/ids';
import type { HandoffRecord } from '../../store/types';
import type { ApiDeps } from '../deps';

interface About {
  eventId: string;
  conversationId: string;
  conversationMetadata: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The handoff that an event is about; undefined when it is not one of this copilot's.
 * The conversation's metadata is a hint that anybody with a client of that Zendesk account could have written, so it counts
 * only for a handoff of the copilot of the URL, and not against the conversation that the handoff is known to have (S6, S7).
 */
export async function ownerOf(
  { store, logger }: ApiDeps,
  copilotId: string,
  event: About,
): Promise<HandoffRecord | undefined> {
  const { conversationId, conversationMetadata: metadata } = event;
  const hint = metadata['handoffId'];
  if (typeof hint === 'string' && HANDOFF_ID_PATTERN.test(hint) && metadata['copilotId'] === copilotId) {
    const record = await store.handoffs.get(hint);
    const known = record?.handoff.conversationId ?? conversationId;
    if (record?.handoff.copilotId === copilotId && known === conversationId) return record;
    logger.warn(
      { copilotId, eventId: event.eventId },
      'metadata names a handoff that this conversation does not have',
    );
  } else if (metadata['copilotId'] !== undefined && metadata['copilotId'] !== copilotId) {
    logger.warn({ copilotId, eventId: event.eventId }, 'metadata names another copilot');
    return undefined;
  }
  return store.handoffs.byConversation(copilotId, conversationId);
}
