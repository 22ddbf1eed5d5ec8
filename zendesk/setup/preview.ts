import type { Preview } from '../../contract/admin-handoffs';
import type { StartHandoff } from '../../contract/handoff';
import type { Preferences } from '../../contract/preferences';
import { buildTicketMetadata } from '../metadata';
import { introFor } from '../metadata/intro';

const SYSTEM = 'dataCapture.systemField.';
const FIELD = 'dataCapture.ticketField.';
/** Stand for what only a real handoff has. */
const SAMPLE = { session: 'preview', handoff: 'ho_preview', workflow: 'handoff:preview' };

type TicketPreview = Omit<Preview, 'language' | 'texts' | 'officeHours'>;

/** The ticket that such a handoff would make: by the very function that makes the real ones. */
export function previewTicket(
  request: Omit<StartHandoff, 'sessionId' | 'transcript'>,
  preferences: Preferences,
  copilotId: string,
): TicketPreview {
  const { user, ticket, reason, summary, sentiment, language } = request;
  const { metadata, dropped, reasons } = buildTicketMetadata({
    user,
    ticket,
    preferences,
    copilotId,
    session: { id: SAMPLE.session, reason, summary, sentiment, language },
    handoffId: SAMPLE.handoff,
    workflowId: SAMPLE.workflow,
    firstMessageId: '0'.repeat(24),
    originSourceType: 'web',
  });
  const system = (name: string): string | null => {
    const value = metadata[`${SYSTEM}${name}`];
    return value === undefined ? null : String(value);
  };
  const fields = Object.entries(metadata).filter(([key]) => key.startsWith(FIELD));
  const ours = Object.keys(user.customData ?? {}).filter((key) => !key.startsWith('dataCapture.'));
  return {
    subject: system('subject'),
    requester: { name: system('requester.name'), email: system('requester.email') },
    tags: (system('tags') ?? '').split(',').filter((tag) => tag !== ''),
    groupId: system('group_id'),
    priority: system('priority'),
    assigneeId: system('assignee_id'),
    brandId: system('brand_id'),
    organizationId: system('organization_id'),
    fields: fields.map(([key, value]) => ({ id: key.slice(FIELD.length), value: String(value) })),
    dropped: [
      ...dropped.map((key) => ({ key, reason: reasons[key] ?? 'not taken' })),
      ...ours.map((key) => ({
        key,
        reason: 'stays with the copilot: only dataCapture.* becomes ticket data',
      })),
    ],
    bytes: Buffer.byteLength(JSON.stringify(metadata)),
    metadata,
    intro: introFor({
      request,
      sessionId: SAMPLE.session,
      handoffId: SAMPLE.handoff,
      dropped,
      workflowUrl: undefined,
    }),
  };
}
