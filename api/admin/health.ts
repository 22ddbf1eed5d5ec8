import { z } from 'zod';
import { connectionLogEntrySchema, healthSchema, type Health } from '../../contract/admin-health';
import { now, type ApiDeps } from '../deps';
import { adminOperation } from '../http/operation';
import { cursor, wholeNumber } from '../http/validate';
import { findConnection, findCopilot } from './find';

const LOOKS_BACK_MS = 3 * 86_400_000;

export const connectionLogEntry = connectionLogEntrySchema.meta({ id: 'ConnectionLogEntry' });

export const readHealth = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read the health of the Zendesk connection',
    description: 'Counts of what failed or was ignored are those of the last three days.',
    answers: {
      200: {
        description: 'How it is',
        schema: z.object({ health: healthSchema.meta({ id: 'Health' }) }),
      },
    },
    errors: ['not_found', 'not_connected'],
    async handle({ param }) {
      const { copilot, connection } = await findConnection(deps.store, param('copilotId'));
      const { handoffs, callbacks, connectionLog } = deps.store;
      const since = new Date(now(deps).getTime() - LOOKS_BACK_MS);
      const health: Health = {
        status: connection.status,
        problem: connection.problem,
        lastCheckedAt: connection.checkedAt?.toISOString() ?? null,
        events: {
          status: connection.lastEventAt === null ? 'waiting' : 'receiving',
          lastAt: connection.lastEventAt?.toISOString() ?? null,
          ignored: await connectionLog.count(copilot.id, 'events_ignored', since),
        },
        handoffs: await handoffs.counts(copilot.id, since),
        callbacks: await callbacks.counts(copilot.id),
      };
      return { status: 200, body: { health } };
    },
  });

export const listConnectionLog = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read the log of the Zendesk connection',
    description:
      'Newest first, kept for seven days. The same thing within ten minutes is one line that counts up.',
    query: z.strictObject({ limit: wholeNumber({ min: 1, max: 200, default: 50 }), after: cursor }),
    answers: {
      200: {
        description: 'A page of the log',
        schema: z.object({ items: z.array(connectionLogEntry), next: z.string().nullable() }),
      },
    },
    errors: ['not_found', 'invalid_request'],
    async handle({ param, query }) {
      const { id: copilotId } = await findCopilot(deps.store, param('copilotId'));
      const { limit, after } = query;
      const page = await deps.store.connectionLog.list({
        copilotId,
        limit,
        ...(after === undefined ? {} : { after }),
      });
      return { status: 200, body: page };
    },
  });
