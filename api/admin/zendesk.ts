import { z } from 'zod';
import { connectZendeskSchema, type Check } from '../../contract/admin';
import { Secret } from '../../config/secret';
import type { ZendeskConnection } from '../../store/types';
import type { ApiDeps } from '../deps';
import { HttpError } from '../http/errors';
import { adminOperation } from '../http/operation';
import { endAll } from '../handoffs/end-all';
import { disconnect } from './disconnect';
import { findConnection, findCopilot } from './find';
import { tellRestored } from './restored';
import { saveVerified, verify, type Credentials } from './verify';
import { connectionAnswer, toConnectionView, webhookUrlOf } from './views';

export const connectZendesk = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Verify and save the Zendesk connection',
    description:
      'Checks the credentials against Zendesk and sets up integration, webhook and seat there. Nothing is stored unless every ' +
      'check passes. Handoffs that are parked for credentials go on.',
    body: connectZendeskSchema.meta({ id: 'ConnectZendesk' }),
    answers: { 200: { description: 'Verified and saved', schema: connectionAnswer } },
    errors: ['not_found', 'verification_failed', 'invalid_request'],
    async handle({ body, param, actor }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const credentials: Credentials = {
        subdomain: body.subdomain,
        appId: body.appId,
        keyId: body.keyId,
        secret: new Secret(body.secret),
        webhookSecret: body.webhookSecret === undefined ? undefined : new Secret(body.webhookSecret),
      };
      const verification = await verify(deps, copilot, credentials);
      if (!verification.ok) {
        throw new HttpError(
          'verification_failed',
          'The connection could not be verified. Nothing was changed.',
          {
            details: { checks: verification.checks },
          },
        );
      }
      const connection = await saveVerified(deps, copilot, credentials, verification);
      const detail = { subdomain: body.subdomain, appId: body.appId, keyId: body.keyId };
      await deps.store.audit.add({ actor, action: 'zendesk.connected', copilotId: copilot.id, detail });
      await tellRestored(deps, connection);
      const webhookUrl = webhookUrlOf(deps.config.publicUrl, copilot);
      return { status: 200, body: { connection: toConnectionView(connection, webhookUrl) } };
    },
  });

export const readConnection = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read the Zendesk connection',
    description:
      'Secrets are write-only: their last four and when they were set. `connection` is null when there is none.',
    answers: {
      200: {
        description: 'The connection, and where its webhook goes',
        schema: z.object({
          connection: connectionAnswer.shape.connection.nullable(),
          webhookUrl: z.string(),
        }),
      },
    },
    errors: ['not_found'],
    async handle({ param }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const webhookUrl = webhookUrlOf(deps.config.publicUrl, copilot);
      const connection = await deps.store.connections.get(copilot.id);
      const view = connection === undefined ? null : toConnectionView(connection, webhookUrl);
      return { status: 200, body: { connection: view, webhookUrl } };
    },
  });

export const verifyConnection = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Run the checklist again',
    description:
      'With the stored credentials. The answer is 200 also when a check fails: read `checks` and `status`.',
    answers: { 200: { description: 'The connection with its fresh checklist', schema: connectionAnswer } },
    errors: ['not_found', 'not_connected'],
    async handle({ param, actor }) {
      const { copilot, connection: before } = await findConnection(deps.store, param('copilotId'));
      const { subdomain, appId, keyId, secret } = before;
      const webhookSecret = before.webhookSecrets[0]?.secret;
      const credentials = { subdomain, appId, keyId, secret, webhookSecret };
      const verification = await verify(deps, copilot, credentials);
      const connection = verification.ok
        ? await saveVerified(deps, copilot, credentials, verification)
        : await noteFailure(deps, before, verification.checks);
      if (verification.ok) await tellRestored(deps, connection);
      const detail = { ok: String(verification.ok) };
      await deps.store.audit.add({ actor, action: 'zendesk.verified', copilotId: copilot.id, detail });
      const webhookUrl = webhookUrlOf(deps.config.publicUrl, copilot);
      return { status: 200, body: { connection: toConnectionView(connection, webhookUrl) } };
    },
  });

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
      const open = await deps.store.handoffs.listOpen(copilot.id);
      if (open.length > 0 && query.force !== 'true') {
        throw new HttpError('handoffs_open', 'Handoffs are open. End them first, or use force=true.', {
          details: { open: open.length },
        });
      }
      await endAll(deps, copilot.id, 'disconnected');
      const left = await disconnect(deps, copilot, connection);
      await deps.store.audit.add({ actor, action: 'zendesk.disconnected', copilotId: copilot.id });
      return { status: 200, body: { left } };
    },
  });

async function noteFailure(
  { store }: ApiDeps,
  before: ZendeskConnection,
  checks: Check[],
): Promise<ZendeskConnection> {
  await store.connections.setChecks(before.copilotId, checks, 'needs_attention');
  return (await store.connections.get(before.copilotId)) ?? before;
}
