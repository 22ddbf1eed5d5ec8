import { z } from 'zod';
import { botMessageSchema } from '../../contract/bot';
import { callerId } from '../../contract/ids';
import type { ApiDeps } from '../deps';
import { HttpError, notFound } from '../http/errors';
import { copilotOperation } from '../http/operation';

const body = z.strictObject({ id: callerId, message: botMessageSchema }).meta({ id: 'CopilotMessage' });
const accepted = z.object({ message: z.object({ id: z.string() }) });

export const postCopilotMessage = (deps: ApiDeps) =>
  copilotOperation({
    summary: 'Say something as the copilot',
    description:
      'In a session that we host, beside or in place of the answers of `botUrl`. Refused with 409 `handoffs_open` while agents ' +
      'have the session: the copilot is silent then.',
    body,
    answers: { 202: { description: 'Said', schema: accepted } },
    errors: [
      'not_found',
      'handoffs_open',
      'message_id_conflict',
      'idempotency_key_reused',
      'invalid_request',
    ],
    async handle({ copilot, body: { id, message }, param }) {
      const sessionId = param('sessionId');
      const outcome = await deps.store.hosted.copilotSays({ copilotId: copilot.id, sessionId, id, message });
      switch (outcome) {
        case 'said':
        case 'repeated':
          return { status: 202, body: { message: { id } } };
        case 'none':
          throw notFound();
        case 'conflict':
          throw new HttpError('message_id_conflict', 'This message id was used with another body.');
        case 'not_in_control':
          throw new HttpError('handoffs_open', 'Agents have the session; the copilot is silent.');
      }
    },
  });
