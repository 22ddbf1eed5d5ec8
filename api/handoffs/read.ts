import type { ApiDeps } from '../deps';
import { handoffNotFound } from '../http/errors';
import { copilotOperation } from '../http/operation';
import { sessionIdOf } from '../http/validate';
import { handoffAnswer, handoffPage, listQuery } from './docs';

export const readHandoff = (deps: ApiDeps) =>
  copilotOperation({
    summary: 'Read the handoff of a session',
    description: 'The open one, else the latest.',
    answers: { 200: { description: 'The handoff', schema: handoffAnswer } },
    errors: ['handoff_not_found'],
    async handle({ copilot, param }) {
      const record = await deps.store.handoffs.latest(copilot.id, sessionIdOf(param('sessionId')));
      if (record === undefined) throw handoffNotFound();
      return { status: 200, body: { handoff: record.handoff } };
    },
  });

export const listHandoffs = (deps: ApiDeps) =>
  copilotOperation({
    summary: 'List handoffs',
    description: 'Newest first. `next` goes into `after` for the next page; null = no more.',
    query: listQuery,
    answers: { 200: { description: 'A page of handoffs', schema: handoffPage } },
    errors: ['invalid_request'],
    async handle({ copilot, query }) {
      return {
        status: 200,
        body: await deps.store.handoffs.list({ copilotId: copilot.id, ...listInput(query) }),
      };
    },
  });

/** A query without its undefined keys, as the store takes it. */
export function listInput<S extends string>(query: {
  state?: S | undefined;
  after?: string | undefined;
  limit: number;
}): { state?: S; after?: string; limit: number } {
  return {
    limit: query.limit,
    ...(query.state === undefined ? {} : { state: query.state }),
    ...(query.after === undefined ? {} : { after: query.after }),
  };
}
