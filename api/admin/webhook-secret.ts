import { rotateWebhookSecretSchema } from '../../contract/admin-health';
import { Secret } from '../../config/secret';
import type { Copilot, ZendeskConnection } from '../../store/types';
import { rotateWebhook, zendeskBaseUrl } from '../../zendesk/setup';
import type { ApiDeps } from '../deps';
import { HttpError } from '../http/errors';
import { faultOf } from '../http/fault';
import { adminOperation } from '../http/operation';
import { invalidRequest } from '../http/validate';
import { findConnection, notConnected } from './find';
import { connectionAnswer, toConnectionView, webhookUrlOf } from './views';

export const rotateWebhookSecret = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Rotate the webhook secret',
    description:
      'With `secret`: that of a webhook made by hand is accepted from now on. Without: a new webhook is made in Zendesk, which ' +
      'has a new secret, and the former one is removed. The former secret stays accepted for 24 h.',
    body: rotateWebhookSecretSchema.meta({ id: 'RotateWebhookSecret' }),
    bodyOptional: true,
    answers: { 200: { description: 'Both are accepted now', schema: connectionAnswer } },
    errors: ['not_found', 'not_connected', 'verification_failed', 'invalid_request'],
    async handle({ body, param, actor }) {
      const { copilot, connection } = await findConnection(deps.store, param('copilotId'));
      const { id: copilotId } = copilot;
      if (body.secret !== undefined) {
        await put(deps, copilotId, new Secret(body.secret), null);
      } else if (connection.webhookMode === 'manual') {
        throw invalidRequest([
          { path: 'secret', message: 'paste the secret: this webhook was made by hand' },
        ]);
      } else {
        await replaceWebhook(deps, copilot, connection);
      }
      const detail = { way: body.secret === undefined ? 'new webhook' : 'pasted' };
      await deps.store.audit.add({ actor, action: 'webhook_secret.rotated', copilotId, detail });
      const message = 'The webhook secret was rotated; the former one is accepted for 24 hours more.';
      await deps.store.connectionLog.add({
        copilotId,
        kind: 'webhook_secret_rotated',
        level: 'info',
        message,
      });
      const saved = (await deps.store.connections.getWhole(copilotId)) ?? connection;
      const webhookUrl = webhookUrlOf(deps.config.publicUrl, copilot);
      return { status: 200, body: { connection: toConnectionView(saved, webhookUrl) } };
    },
  });

async function replaceWebhook(deps: ApiDeps, copilot: Copilot, connection: ZendeskConnection): Promise<void> {
  const { subdomain, appId, keyId, secret, integrationId } = connection;
  const baseUrl = zendeskBaseUrl(deps.config.zendeskApiUrl, subdomain);
  const client = await deps.connectZendesk({ baseUrl, appId, keyId, secret });
  try {
    const webhookUrl = webhookUrlOf(deps.config.publicUrl, copilot);
    const rotated = await rotateWebhook(client, { integrationId, webhookUrl });
    if ('failed' in rotated) throw new HttpError('verification_failed', rotated.failed);
    // Stored before the former webhook goes: from now on the new one's events are let in.
    await put(deps, copilot.id, rotated.secret, rotated.webhookId);
    await rotated.removeFormer().catch((error: unknown) => {
      // Its events come twice until the next rotation; nothing is lost.
      deps.logger.warn(
        { copilotId: copilot.id, fault: faultOf(error) },
        'the former webhook was not removed',
      );
    });
  } finally {
    client.close();
  }
}

/** @throws HttpError `not_connected` when somebody has disconnected meanwhile */
async function put(
  deps: ApiDeps,
  copilotId: string,
  secret: Secret,
  webhookId: string | null,
): Promise<void> {
  if (!(await deps.store.connections.addWebhookSecret(copilotId, secret, webhookId))) throw notConnected();
}
