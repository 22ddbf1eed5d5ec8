import { z } from 'zod';
import { badRequest, notFound } from '../domain/api-error';
import { omit } from '../domain/omit';
import { compact, integrationView } from '../domain/views';
import { newId } from '../state/ids';
import type { IntegrationRecord } from '../state/records';
import { APP_ONLY, created, linkBase, ok, type Call, type Operation } from './operation';
import { paginate } from './paging';
import { parseBody, parsePage, text } from './validate';
import { addWebhook, newWebhookBody } from './webhooks';

const createBody = z.strictObject({
  type: z.string(),
  displayName: text(1, 100).nullable().optional(),
  webhooks: z.array(newWebhookBody).length(1),
});
const updateBody = z.strictObject({
  displayName: text(1, 100).nullable().optional(),
  defaultResponderId: z.string().nullable().optional(),
  showAIDisclaimer: z.boolean().optional(),
});

function requireIntegration(call: Call): IntegrationRecord {
  const integration = call.sim.world.integrations.get(call.params['integrationId'] ?? '');
  if (integration?.appId !== call.app.id || integration.hidden) throw notFound('integration_not_found');
  return integration;
}

const createIntegration: Operation = {
  op: 'createIntegration',
  method: 'post',
  path: '/integrations',
  scopes: APP_ONLY,
  run: ({ sim: { world }, app, body }) => {
    if ((body as { type?: unknown } | undefined)?.type !== 'custom')
      throw badRequest('Invalid integration type');
    const draft = parseBody(createBody, body);
    const integration = world.integrations.put({
      id: newId(),
      appId: app.id,
      type: 'custom',
      displayName: draft.displayName ?? null,
      hidden: false,
    });
    for (const webhook of draft.webhooks) addWebhook(world, integration, webhook);
    return created({ integration: integrationView(world, integration) });
  },
};

const listIntegrations: Operation = {
  op: 'listIntegrations',
  method: 'get',
  path: '/integrations',
  scopes: APP_ONLY,
  run: (call) => {
    const { world } = call.sim;
    const types = call.query['filter[types]']?.split(',');
    const all = world.integrationsByApp
      .all(call.app.id)
      .filter((item) => !item.hidden && (types === undefined || types.includes(item.type)));
    const page = parsePage(call.query);
    const { items, meta, links } = paginate(all, page, linkBase(call, '/integrations'));
    return ok({ integrations: items.map((item) => integrationView(world, item)), meta, links });
  },
};

const getIntegration: Operation = {
  op: 'getIntegration',
  method: 'get',
  path: '/integrations/:integrationId',
  scopes: APP_ONLY,
  run: (call) => ok({ integration: integrationView(call.sim.world, requireIntegration(call)) }),
};

const updateIntegration: Operation = {
  op: 'updateIntegration',
  method: 'patch',
  path: '/integrations/:integrationId',
  scopes: APP_ONLY,
  run: (call) => {
    const draft = omit(parseBody(updateBody, call.body), 'showAIDisclaimer');
    const next = { ...requireIntegration(call), ...compact(draft) };
    return ok({ integration: integrationView(call.sim.world, call.sim.world.integrations.put(next)) });
  },
};

const deleteIntegration: Operation = {
  op: 'deleteIntegration',
  method: 'delete',
  path: '/integrations/:integrationId',
  scopes: APP_ONLY,
  run: (call) => {
    const { world } = call.sim;
    const integration = requireIntegration(call);
    if (integration.type !== 'custom')
      throw badRequest('SDK integrations configured on Admin Center cannot be deleted');
    if (world.seatsByApp.all(call.app.id).some((seat) => seat.integrationId === integration.id)) {
      throw badRequest('Integration is linked to a switchboard integration');
    }
    for (const webhook of world.webhooksByApp.all(call.app.id)) {
      if (webhook.integrationId === integration.id) world.webhooks.delete(webhook.id);
    }
    world.integrations.delete(integration.id);
    return ok({});
  },
};

export const integrationOperations: Operation[] = [
  createIntegration,
  listIntegrations,
  getIntegration,
  updateIntegration,
  deleteIntegration,
];
