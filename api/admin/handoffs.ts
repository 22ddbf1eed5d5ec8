import { z } from 'zod';
import { HANDOFF_FILTERS } from '../../contract/admin-handoffs';
import { callerId } from '../../contract/ids';
import type { ApiDeps } from '../deps';
import { handoffAnswer, handoffPage, listQuery } from '../handoffs/docs';
import { requestEnd } from '../handoffs/end';
import { listInput } from '../handoffs/read';
import { signalHandoff } from '../handoffs/run';
import { HttpError } from '../http/errors';
import { adminOperation } from '../http/operation';
import { retryRequested } from '../../workflows/messages';
import { findCopilot, findHandoff } from './find';

export const listCopilotHandoffs = (deps: ApiDeps) =>
  adminOperation({
    summary: 'List the handoffs of a copilot',
    query: listQuery.extend({
      filter: z.enum(HANDOFF_FILTERS).default('all'),
      session: callerId.optional(),
    }),
    answers: { 200: { description: 'A page of handoffs, newest first', schema: handoffPage } },
    errors: ['not_found', 'invalid_request'],
    async handle({ query, param }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      const page = await deps.store.handoffs.list({
        copilotId: id,
        filter: query.filter,
        ...(query.session === undefined ? {} : { sessionId: query.session }),
        ...listInput(query),
      });
      return { status: 200, body: page };
    },
  });

export const retryHandoff = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Retry a held handoff now',
    description: 'Does not wait for the next try; with nothing held it changes nothing.',
    answers: { 202: { description: 'It retries', schema: handoffAnswer } },
    errors: ['handoff_not_found', 'handoff_ended'],
    async handle({ param, res, actor }) {
      const record = await findHandoff(deps.store, param('handoffId'));
      const { id, copilotId } = record.handoff;
      // Each press is a wish of its own, so the request's id is the signal's.
      const requestId = `retry:${id}:${String(res.locals['requestId'])}`;
      const sent =
        record.handoff.state === 'ended'
          ? 'ended'
          : await signalHandoff(deps, record, retryRequested.name, [], requestId);
      if (sent === 'ended') throw new HttpError('handoff_ended', 'The handoff has ended.');
      await deps.store.audit.add({ actor, action: 'handoff.retried', copilotId, detail: { handoffId: id } });
      return { status: 202, body: { handoff: record.handoff } };
    },
  });

export const endHandoffAsOperator = (deps: ApiDeps) =>
  adminOperation({
    summary: 'End a handoff',
    description: 'With the reason `operator_ended`.',
    answers: {
      202: { description: 'It is ending', schema: handoffAnswer },
      200: { description: 'It had ended already', schema: handoffAnswer },
    },
    errors: ['handoff_not_found'],
    async handle({ param, actor }) {
      const record = await findHandoff(deps.store, param('handoffId'));
      const answer = await requestEnd(deps, record, 'operator_ended');
      const { id, copilotId } = record.handoff;
      await deps.store.audit.add({ actor, action: 'handoff.ended', copilotId, detail: { handoffId: id } });
      return answer;
    },
  });
