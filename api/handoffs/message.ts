import { z } from 'zod';
import { MESSAGE_STATUSES } from '../../contract/events';
import { userMessageSchema } from '../../contract/handoff';
import { userMessage, type UserMessage } from '../../workflows/messages';
import type { AcceptResult } from '../../store/types';
import type { ApiDeps } from '../deps';
import { handoffNotFound, HttpError } from '../http/errors';
import { copilotOperation, type Answer } from '../http/operation';
import { sessionIdOf } from '../http/validate';
import { signalHandoff } from './run';

const accepted = z.object({ message: z.object({ id: z.string(), status: z.enum(MESSAGE_STATUSES) }) });

export const postMessage = (deps: ApiDeps) =>
  copilotOperation({
    summary: 'Relay a message of the user',
    description:
      'Accepted once it is durable, also while every worker or Zendesk itself is down; exactly one `message.delivered` or ' +
      '`message.failed` follows. The same id and body again is the same message.',
    body: userMessageSchema.meta({ id: 'UserMessage' }),
    answers: { 202: { description: 'Accepted', schema: accepted } },
    errors: [
      'handoff_not_found',
      'handoff_ended',
      'message_id_conflict',
      'idempotency_key_reused',
      'invalid_request',
    ],
    async handle({ copilot, body, param }) {
      const result = await deps.store.handoffs.acceptUserMessage({
        copilotId: copilot.id,
        sessionId: sessionIdOf(param('sessionId')),
        message: body,
      });
      return relay(deps, body.id, result);
    },
  });

async function relay(deps: ApiDeps, messageId: string, result: AcceptResult): Promise<Answer> {
  switch (result.outcome) {
    case 'none':
      throw handoffNotFound();
    case 'conflict':
      throw new HttpError('message_id_conflict', 'This message id was used with another body.');
    case 'ended':
      throw new HttpError('handoff_ended', 'The handoff has ended; the copilot speaks.', {
        details: { handoffId: result.record.handoff.id, endReason: result.record.handoff.endReason },
      });
    case 'accepted':
    case 'repeated':
      break;
  }
  await tellRun(deps, messageId, result);
  const { status } = result;
  return { status: 202, body: { message: { id: messageId, status } } };
}

/** Tells the run of a message that the store has taken. @throws Unavailable: the same message again is safe. */
export async function tellRun(
  deps: ApiDeps,
  messageId: string,
  { record, n, status }: Extract<AcceptResult, { n: number }>,
): Promise<void> {
  if (status !== 'accepted' || record.handoff.state === 'ended') return;
  const note: UserMessage = { messageId, n };
  const requestId = `user:${record.handoff.id}:${messageId}`;
  // `ended` here: the handoff ended in between, and its end has settled the message as undelivered. It was accepted all the
  // same, and its one outcome is told by the events.
  const sent = await signalHandoff(deps, record, userMessage.name, [note], requestId);
  if (sent === 'signalled') await deps.store.handoffs.markSignalled(record.handoff.id, n);
}
