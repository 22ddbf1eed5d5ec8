import { startHandoffSchema } from '../../contract/handoff';
import type { ApiDeps } from '../deps';
import { copilotOperation } from '../http/operation';
import { handoffAnswer } from './docs';
import { openHandoff } from './open';

export const startHandoff = (deps: ApiDeps) =>
  copilotOperation({
    summary: 'Start a handoff',
    description:
      'Hands the session to human agents. From the answer on the copilot is silent until `handoff.ended`. ' +
      'A session that already has an open handoff gets that one (200).',
    body: startHandoffSchema.meta({ id: 'StartHandoff' }),
    answers: {
      201: { description: 'Started', schema: handoffAnswer },
      200: { description: 'The session had an open handoff already', schema: handoffAnswer },
    },
    errors: ['not_connected', 'outside_office_hours', 'idempotency_key_reused', 'invalid_request'],
    async handle({ copilot, body }) {
      const { record, created } = await openHandoff(deps, { copilotId: copilot.id, request: body });
      return { status: created ? 201 : 200, body: { handoff: record.handoff } };
    },
  });
