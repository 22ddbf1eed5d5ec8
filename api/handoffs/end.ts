import { endHandoffSchema, type EndReason } from '../../contract/handoff';
import { endRequested, type EndRequested } from '../../workflows/messages';
import type { HandoffRecord } from '../../store/types';
import type { ApiDeps } from '../deps';
import { handoffNotFound } from '../http/errors';
import { copilotOperation, type Answer } from '../http/operation';
import { sessionIdOf } from '../http/validate';
import { handoffAnswer } from './docs';
import { signalHandoff } from './run';

export const endHandoff = (deps: ApiDeps) =>
  copilotOperation({
    summary: 'End the handoff of a session',
    description:
      'Asks for the end; `handoff.ended` tells when the copilot speaks again. Without a reason: `copilot_ended`.',
    body: endHandoffSchema.meta({ id: 'EndHandoff' }),
    bodyOptional: true,
    answers: {
      202: { description: 'It is ending', schema: handoffAnswer },
      200: { description: 'It had ended already', schema: handoffAnswer },
    },
    errors: ['handoff_not_found', 'idempotency_key_reused', 'invalid_request'],
    async handle({ copilot, body, param }) {
      const record = await deps.store.handoffs.latest(copilot.id, sessionIdOf(param('sessionId')));
      if (record === undefined) throw handoffNotFound();
      return requestEnd(deps, record, body.reason ?? 'copilot_ended');
    },
  });

/** 202 once the wish is durable, 200 when there is nothing left to end. */
export async function requestEnd(deps: ApiDeps, record: HandoffRecord, reason: EndReason): Promise<Answer> {
  if (record.handoff.state === 'ended') return { status: 200, body: { handoff: record.handoff } };
  const wish: EndRequested = { reason };
  const requestId = `end:${record.handoff.id}:${reason}`;
  const sent = await signalHandoff(deps, record, endRequested.name, [wish], requestId);
  const current = (await deps.store.handoffs.get(record.handoff.id)) ?? record;
  return { status: sent === 'ended' ? 200 : 202, body: { handoff: current.handoff } };
}
