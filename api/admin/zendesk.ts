import { z } from 'zod';
import { supportSchema } from '../../contract/admin-health';
import type { ApiDeps } from '../deps';
import { adminOperation } from '../http/operation';
import { streamProgress, wantsProgress } from '../http/progress';
import { findConnection, findCopilot } from './find';
import { readableOrNothing } from './readable';
import { runVerification } from './run-verification';
import { credentialsOf } from './verify';
import { connectionAnswer, toConnectionView, toSupportView, webhookUrlOf } from './views';

export const readConnection = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read the Zendesk connection',
    description:
      'Secrets are write-only: their last four and when they were set. `connection` is null when there is none, `support` when ' +
      'there is no API token for look-ups by name. One whose secret cannot be read any more, since the encryption key is lost, ' +
      'is null, too: it has to be given anew.',
    answers: {
      200: {
        description: 'The connection, and where its webhook goes',
        schema: z.object({
          connection: connectionAnswer.shape.connection.nullable(),
          webhookUrl: z.string(),
          support: supportSchema.meta({ id: 'Support' }).nullable(),
        }),
      },
    },
    errors: ['not_found'],
    async handle({ param }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const webhookUrl = webhookUrlOf(deps.config.publicUrl, copilot);
      const connection = await readableOrNothing(deps.store.connections.getWhole(copilot.id));
      const support = await readableOrNothing(deps.store.support.get(copilot.id));
      return {
        status: 200,
        body: {
          connection: connection === undefined ? null : toConnectionView(connection, webhookUrl),
          webhookUrl,
          support: support === undefined ? null : toSupportView(support),
        },
      };
    },
  });

export const verifyConnection = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Run the checklist again',
    description:
      'With the stored credentials. The answer is 200 also when a check fails: read `checks` and `status`. It is 409 ' +
      '`changed_meanwhile` when somebody else has changed the connection before the list was through; theirs stays. ' +
      'With `Accept: text/event-stream` line by line, as for `PUT`.',
    answers: {
      200: { description: 'The connection with its fresh checklist', schema: connectionAnswer, events: true },
    },
    errors: ['not_found', 'not_connected', 'changed_meanwhile'],
    async handle({ param, actor, req, res }) {
      const { copilot, connection } = await findConnection(deps.store, param('copilotId'));
      const verification = {
        deps,
        copilot,
        actor,
        credentials: credentialsOf(connection),
        before: connection,
      };
      if (wantsProgress(req)) {
        await streamProgress(deps, res, async (tell) => {
          const done = await runVerification(verification, (check) => {
            tell({ type: 'check', check });
          });
          return { type: 'done', connection: done };
        });
        return undefined;
      }
      return { status: 200, body: { connection: await runVerification(verification) } };
    },
  });
