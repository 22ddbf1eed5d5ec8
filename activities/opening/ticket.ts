import type { HandoffRecord } from '../../store/types';
import type { Preferences } from '../../contract/preferences';
import { buildTicketMetadata, type TicketMetadata } from '../../zendesk/metadata';

/** The ticket's data of this handoff: pure, so that the transcript step can name what is left out before the pass uses it. */
export function ticketMetadata(
  { handoff, request }: HandoffRecord,
  preferences: Preferences,
  firstMessageId: string | null,
): TicketMetadata {
  const { reason, summary, sentiment, language } = request;
  return buildTicketMetadata({
    user: request.user,
    ticket: request.ticket,
    preferences,
    copilotId: handoff.copilotId,
    session: { id: handoff.sessionId, reason, summary, sentiment, language },
    handoffId: handoff.id,
    workflowId: handoff.workflowId,
    firstMessageId: firstMessageId ?? undefined,
    originSourceType: 'web',
  });
}
