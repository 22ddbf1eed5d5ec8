import { z } from 'zod';
import { badRequest, notFound } from '../domain/api-error';
import { newId, newSecret } from '../state/ids';
import type { IntegrationRecord, KeyRecord } from '../state/records';
import { APP_ONLY, created, ok, type Call, type Operation } from './operation';
import { parseBody, text } from './validate';

const MAX_KEYS = 10;
const body = z.strictObject({ displayName: text(1, 100) });

function keyView({ id, displayName, secret }: KeyRecord): Record<string, string> {
  return { id, displayName, secret };
}

function keysOf(call: Call, integration: IntegrationRecord): KeyRecord[] {
  return call.sim.world.keys.filter((key) => key.integrationId === integration.id);
}

/** @throws ApiError 404 for an unknown integration, 400 for one that is not custom. */
function requireCustom(call: Call): IntegrationRecord {
  const integration = call.sim.world.integrations.get(call.params['integrationId'] ?? '');
  if (integration?.appId !== call.app.id || integration.hidden) throw notFound('integration_not_found');
  if (integration.type !== 'custom') throw badRequest('API keys are available only for custom integrations');
  return integration;
}

function requireKey(call: Call): KeyRecord {
  const key = keysOf(call, requireCustom(call)).find((item) => item.id === call.params['keyId']);
  if (key === undefined) throw notFound('not_found');
  return key;
}

const path = '/integrations/:integrationId/keys';

export const integrationKeyOperations: Operation[] = [
  {
    op: 'createCustomIntegrationKey',
    method: 'post',
    path,
    scopes: APP_ONLY,
    run: (call) => {
      const integration = requireCustom(call);
      const { displayName } = parseBody(body, call.body);
      if (keysOf(call, integration).length >= MAX_KEYS) throw badRequest('Too many API keys', 'keys');
      const key = call.sim.world.keys.put({
        id: `int_${newId()}`,
        appId: call.app.id,
        secret: newSecret(),
        scope: 'integration',
        integrationId: integration.id,
        displayName,
        revoked: false,
      });
      return created({ key: keyView(key) });
    },
  },
  {
    op: 'listCustomIntegrationKeys',
    method: 'get',
    path,
    scopes: APP_ONLY,
    run: (call) => ok({ keys: keysOf(call, requireCustom(call)).map(keyView) }),
  },
  {
    op: 'getCustomIntegrationKey',
    method: 'get',
    path: `${path}/:keyId`,
    scopes: APP_ONLY,
    run: (call) => ok({ key: keyView(requireKey(call)) }),
  },
  {
    op: 'deleteCustomIntegrationKey',
    method: 'delete',
    path: `${path}/:keyId`,
    scopes: APP_ONLY,
    run: (call) => {
      call.sim.world.keys.delete(requireKey(call).id);
      return ok({});
    },
  },
];
