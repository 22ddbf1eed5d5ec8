import type { z } from 'zod';
import { connectZendeskSchema } from '../../contract/admin';
import { Secret } from '../../config/secret';
import type { WholeConnection } from '../../store/types';
import type { ApiDeps } from '../deps';
import { HttpError } from '../http/errors';
import { adminOperation } from '../http/operation';
import { streamProgress, wantsProgress } from '../http/progress';
import { invalidRequest } from '../http/validate';
import { findCopilot } from './find';
import { readableOrNothing } from './readable';
import { connectAndSave, VerificationFailed } from './run-verification';
import type { Credentials } from './verify';
import { connectionAnswer } from './views';

export const connectZendesk = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Verify and save the Zendesk connection',
    description:
      'Checks the credentials against Zendesk and sets up integration, webhook and seat there. Nothing is stored unless every ' +
      'check passes, nor when somebody else has changed the connection meanwhile. Handoffs that are parked for credentials ' +
      'go on. With `Accept: text/event-stream` the checklist comes line by line: events `check`, then `done` with the ' +
      'connection, or `failed` with the error.',
    body: connectZendeskSchema.meta({ id: 'ConnectZendesk' }),
    answers: { 200: { description: 'Verified and saved', schema: connectionAnswer, events: true } },
    errors: ['not_found', 'changed_meanwhile', 'verification_failed', 'invalid_request'],
    async handle({ body, param, actor, req, res }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const before = await readableOrNothing(deps.store.connections.getWhole(copilot.id));
      const attempt = { deps, copilot, actor, before, credentials: wanted(body, before) };
      if (!wantsProgress(req)) {
        try {
          return { status: 200, body: { connection: await connectAndSave(attempt) } };
        } catch (thrown) {
          throw thrown instanceof VerificationFailed ? refusal(thrown) : thrown;
        }
      }
      await streamProgress(deps, res, async (tell) => {
        try {
          const connection = await connectAndSave(attempt, (check) => {
            tell({ type: 'check', check });
          });
          return { type: 'done', connection };
        } catch (thrown) {
          if (!(thrown instanceof VerificationFailed)) throw thrown;
          return { type: 'failed', error: refusal(thrown).body.error, checks: thrown.checks };
        }
      });
      return undefined;
    },
  });

/** A secret that is left out is the stored one; it never goes to another account than the one it was given for. */
function wanted(
  body: z.output<typeof connectZendeskSchema>,
  before: WholeConnection | undefined,
): Credentials {
  const { subdomain, appId, keyId, webhookMode } = body;
  const isSame = before?.subdomain === subdomain && before.appId === appId && before.keyId === keyId;
  const secret = body.secret === undefined ? (isSame ? before.secret : undefined) : new Secret(body.secret);
  if (secret === undefined) throw invalidRequest([{ path: 'secret', message: 'the secret is required' }]);
  const kept = before?.appId === appId ? before.webhookSecrets[0]?.secret : undefined;
  const webhookSecret = body.webhookSecret === undefined ? kept : new Secret(body.webhookSecret);
  if (webhookMode === 'manual' && webhookSecret === undefined) {
    throw invalidRequest([
      { path: 'webhookSecret', message: 'paste the shared secret of the webhook that you made in Zendesk' },
    ]);
  }
  return { subdomain, appId, keyId, secret, webhookSecret, webhookMode };
}

function refusal({ checks }: VerificationFailed): HttpError {
  return new HttpError('verification_failed', 'The connection could not be verified. Nothing was changed.', {
    details: { checks },
  });
}
