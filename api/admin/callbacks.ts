import { z } from 'zod';
import type { ApiDeps } from '../deps';
import { kickCallbacks } from '../handoffs/kick-callbacks';
import { notFound } from '../http/errors';
import { adminOperation } from '../http/operation';
import { cursor, wholeNumber } from '../http/validate';
import { findCopilot } from './find';
import { callbackView } from './views';

export const listCallbacks = (deps: ApiDeps) =>
  adminOperation({
    summary: 'List the callbacks of a copilot',
    query: z.strictObject({
      status: z.enum(['pending', 'delivered', 'failed']).optional(),
      limit: wholeNumber({ min: 1, max: 200, default: 50 }),
      after: cursor,
    }),
    answers: {
      200: {
        description: 'A page of the delivery log, newest first',
        schema: z.object({ items: z.array(callbackView), next: z.string().nullable() }),
      },
    },
    errors: ['not_found', 'invalid_request'],
    async handle({ query, param }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      const page = await deps.store.callbacks.list({
        copilotId: id,
        limit: query.limit,
        ...(query.status === undefined ? {} : { status: query.status }),
        ...(query.after === undefined ? {} : { after: query.after }),
      });
      return { status: 200, body: page };
    },
  });

export const redeliverCallback = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Send a callback again',
    description: 'The same body and `webhook-id` as before, whatever became of it.',
    answers: {
      202: {
        description: 'It is due again now',
        schema: z.object({ callback: z.object({ id: z.string(), status: z.literal('pending') }) }),
      },
    },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const id = param('callbackId');
      const whose = await deps.store.callbacks.redeliver(id);
      if (whose === undefined) throw notFound();
      await kickCallbacks(deps, whose.copilotId, whose.sessionId);
      await deps.store.audit.add({
        actor,
        action: 'callback.redelivered',
        copilotId: whose.copilotId,
        detail: { callbackId: id },
      });
      return { status: 202, body: { callback: { id, status: 'pending' } } };
    },
  });
