import type { Message } from '../../contract/events';
import type { Agent } from '../../contract/handoff';
import type { messages, MessageContent } from '../schema/sessions';
import type { SessionWork } from './session-work';

type Row = typeof messages.$inferInsert;
type NewMessage = Pick<Row, 'origin' | 'id' | 'status' | 'at' | 'fromZendesk' | 'automated' | 'afterEnd'> &
  Partial<Pick<Row, 'n' | 'bodyHash' | 'agentChanged' | 'firstPart'>> & {
    author: Agent;
    content: MessageContent;
    beforeSeq?: number | null;
  };

/** Adds a message that the session does not have yet, with its event. Returns both as the wire shows them. */
export function addMessage(
  work: SessionWork,
  { beforeSeq = null, ...input }: NewMessage,
): { message: Message; seq: number } {
  const message: Message = {
    id: input.id,
    origin: input.origin,
    author: { type: input.origin, ...input.author },
    text: input.content.text,
    attachments: input.content.attachments,
    actions: input.content.actions,
    ...(input.content.cards === undefined ? {} : { cards: input.content.cards }),
    status: input.status,
    receivedAt: input.at.toISOString(),
    afterEnd: input.afterEnd,
    automated: input.automated,
  };
  const seq = work.emit({ type: 'message', beforeSeq, message });
  const { copilotId, sessionId } = work.head;
  work.keep({ ...input, copilotId, sessionId, handoffId: work.handoffId, seq });
  return { message, seq };
}
