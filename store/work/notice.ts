import { and, eq } from 'drizzle-orm';
import { messages } from '../schema/sessions';
import { addMessage } from './add-message';
import type { HandoffWork } from './handoff-work';

const NOBODY = { id: null, name: null, avatarUrl: null };

/**
 * A sentence of ours to the user, with its callback; nothing when this handoff has said the one of that name before, or
 * when the admin has left it empty.
 */
export async function addNoticeOnce(handoff: HandoffWork, name: string, text: string): Promise<void> {
  if (text === '') return;
  const { copilotId, sessionId } = handoff.row;
  const id = `${handoff.row.id}:${name}`;
  const said = await handoff.tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.copilotId, copilotId),
        eq(messages.sessionId, sessionId),
        eq(messages.origin, 'system'),
        eq(messages.id, id),
      ),
    );
  if (said.length > 0) return;
  const { message, seq } = addMessage(handoff, {
    id,
    origin: 'system',
    author: NOBODY,
    content: { text, attachments: [], actions: [], postback: null },
    status: 'delivered',
    at: handoff.now,
    fromZendesk: false,
    automated: false,
    afterEnd: false,
  });
  handoff.callback('message.created', seq, { message, beforeSeq: null });
}
