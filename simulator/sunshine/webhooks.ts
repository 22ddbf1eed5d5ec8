import { z } from 'zod';
import { badRequest, forbidden, notFound } from '../domain/api-error';
import { compact, webhookView } from '../domain/views';
import { newId, newSecret } from '../state/ids';
import type { IntegrationRecord, WebhookRecord } from '../state/records';
import type { World } from '../state/world';
import { ANY_SCOPE, created, ok, type Call, type Operation } from './operation';
import { httpUrl, parseBody } from './validate';

const MAX_WEBHOOKS = 10;

const changes = {
  target: httpUrl.optional(),
  triggers: z.array(z.string().min(1)).optional(),
  includeFullUser: z.boolean().optional(),
  includeFullSource: z.boolean().optional(),
};
const updateBody = z.strictObject(changes);

/** The secret is made by the platform and cannot be given. */
export const newWebhookBody = z.strictObject({
  ...changes,
  target: httpUrl,
  triggers: z.array(z.string().min(1)),
});

/** @throws ApiError 400 beyond ten in an app. */
export function addWebhook(
  world: World,
  integration: IntegrationRecord,
  draft: z.infer<typeof newWebhookBody>,
): WebhookRecord {
  if (world.webhooksByApp.all(integration.appId).length >= MAX_WEBHOOKS) {
    throw badRequest(`Max number of webhooks (${MAX_WEBHOOKS}) reached`, 'webhooks');
  }
  return world.webhooks.put({
    id: newId(),
    appId: integration.appId,
    integrationId: integration.id,
    target: draft.target,
    triggers: draft.triggers,
    secret: newSecret(),
    includeFullUser: draft.includeFullUser ?? false,
    includeFullSource: draft.includeFullSource ?? false,
  });
}

/** `me` is the integration of the key; an integration key may see no other. */
function requireOwner(call: Call): IntegrationRecord {
  const own = call.key.integrationId;
  const named = call.params['integrationId'] ?? '';
  const id = named === 'me' ? (own ?? '') : named;
  const integration = call.sim.world.integrations.get(id);
  if (integration?.appId !== call.app.id) throw notFound('integration_not_found');
  if (call.key.scope === 'integration' ? integration.id !== own : integration.hidden) throw forbidden();
  if (integration.type !== 'custom') throw badRequest('Bad request');
  return integration;
}

function requireWebhook(call: Call): WebhookRecord {
  const integration = requireOwner(call);
  const webhook = call.sim.world.webhooks.get(call.params['webhookId'] ?? '');
  if (webhook?.integrationId !== integration.id) throw notFound('not_found');
  return webhook;
}

const path = '/integrations/:integrationId/webhooks';

export const webhookOperations: Operation[] = [
  {
    op: 'createWebhook',
    method: 'post',
    path,
    scopes: ANY_SCOPE,
    run: (call) => {
      const integration = requireOwner(call);
      const webhook = addWebhook(call.sim.world, integration, parseBody(newWebhookBody, call.body));
      return created({ webhook: webhookView(webhook) });
    },
  },
  {
    op: 'listWebhooks',
    method: 'get',
    path,
    scopes: ANY_SCOPE,
    run: (call) => {
      const { id } = requireOwner(call);
      const all = call.sim.world.webhooksByApp.all(call.app.id).filter((item) => item.integrationId === id);
      return ok({ webhooks: all.map(webhookView) });
    },
  },
  {
    op: 'getWebhook',
    method: 'get',
    path: `${path}/:webhookId`,
    scopes: ANY_SCOPE,
    run: (call) => ok({ webhook: webhookView(requireWebhook(call)) }),
  },
  {
    op: 'updateWebhook',
    method: 'patch',
    path: `${path}/:webhookId`,
    scopes: ANY_SCOPE,
    run: (call) => {
      const webhook = requireWebhook(call);
      const next = { ...webhook, ...compact(parseBody(updateBody, call.body)) };
      return ok({ webhook: webhookView(call.sim.world.webhooks.put(next)) });
    },
  },
  {
    op: 'deleteWebhook',
    method: 'delete',
    path: `${path}/:webhookId`,
    scopes: ANY_SCOPE,
    run: (call) => {
      call.sim.world.webhooks.delete(requireWebhook(call).id);
      return ok({});
    },
  },
];
