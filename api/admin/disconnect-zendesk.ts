import { z } from 'zod';
import type { ApiDeps } from '../deps';
import { endAll } from '../handoffs/end-all';
import { HttpError } from '../http/errors';
import { adminOperation } from '../http/operation';
import { disconnect } from './disconnect';
import { findConnection } from './find';

export const disconnectZendesk = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Disconnect Zendesk',
    description:
      'Refused while handoffs are open, unless `force=true`: they end with `disconnected`. What we made in Zendesk is removed; ' +
      'what could not be is listed in `left`.',
    query: z.strictObject({ force: z.enum(['true', 'false']).default('false') }),
    answers: {
      200: {
        description: 'Disconnected',
        schema: z.object({ left: z.array(z.object({ what: z.string(), why: z.string() })) }),
      },
    },
    errors: ['not_found', 'not_connected', 'handoffs_open', 'invalid_request'],
    async handle({ param, query, actor }) {
      const { copilot, connection } = await findConnection(deps.store, param('copilotId'));
      const { id: copilotId } = copilot;
      const open = await deps.store.handoffs.listOpen(copilotId);
      if (open.length > 0 && query.force !== 'true') {
        throw new HttpError('handoffs_open', 'Handoffs are open. End them first, or use force=true.', {
          details: { open: open.length },
        });
      }
      await endAll(deps, copilotId, 'disconnected');
      const left = await disconnect(deps, copilot, connection);
      const detail = { ended: String(open.length), left: left.map(({ what }) => what).join(',') };
      await deps.store.audit.add({ actor, action: 'zendesk.disconnected', copilotId, detail });
      await deps.store.connectionLog.add({
        copilotId,
        kind: 'disconnected',
        level: 'info',
        message:
          left.length === 0
            ? 'Disconnected; what we had made in Zendesk is removed.'
            : `Disconnected. Left in Zendesk: ${left.map(({ what, why }) => `${what} (${why})`).join(', ')}`,
      });
      return { status: 200, body: { left } };
    },
  });
