import { z } from 'zod';
import { auditEntrySchema } from '../../contract/admin-session';
import { COPILOT_ID_PATTERN } from '../../contract/ids';
import type { ApiDeps } from '../deps';
import { adminOperation } from '../http/operation';
import { cursor, wholeNumber } from '../http/validate';

export const listAudit = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read who changed what',
    description: 'Newest first; of one copilot, or of everything. Never a secret.',
    query: z.strictObject({
      copilotId: z.string().regex(COPILOT_ID_PATTERN).optional(),
      limit: wholeNumber({ min: 1, max: 200, default: 50 }),
      after: cursor,
    }),
    answers: {
      200: {
        description: 'A page of the audit log',
        schema: z.object({
          items: z.array(auditEntrySchema.meta({ id: 'AuditEntry' })),
          next: z.string().nullable(),
        }),
      },
    },
    errors: ['invalid_request'],
    async handle({ query }) {
      const { copilotId, after, limit } = query;
      const page = await deps.store.audit.list({
        limit,
        ...(copilotId === undefined ? {} : { copilotId }),
        ...(after === undefined ? {} : { after }),
      });
      return { status: 200, body: page };
    },
  });
