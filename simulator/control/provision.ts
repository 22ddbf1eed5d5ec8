import { randomInt } from 'node:crypto';
import type { Sim } from '../domain/sim';
import { AGENT_WORKSPACE } from '../domain/switchboard';
import { newId, newSecret } from '../state/ids';
import type { AppRecord, IntegrationRecord, KeyRecord, SeatRecord } from '../state/records';
import type { World } from '../state/world';
import { TIMEOUT_MS } from '../webhooks/retry-policy';

export interface AppDraft {
  subdomain?: string | undefined;
  displayName?: string | undefined;
  multiConversations?: boolean | undefined;
  agentWorkspace?: boolean | undefined;
  messaging?: boolean | undefined;
  appId?: string | undefined;
  keyId?: string | undefined;
  secret?: string | undefined;
}

export interface ProvisionedApp {
  appId: string;
  subdomain: string;
  keyId: string;
  secret: string;
  integrationKeyId: string;
  supportEmail: string;
  supportToken: string;
}

/** A Zendesk account with messaging as it is before anyone connects to it. */
export function provisionApp(sim: Sim, draft: AppDraft): ProvisionedApp {
  const { world } = sim;
  const appId = draft.appId ?? newId();
  const web = integration(appId, 'web', 'Web Widget', false);
  const app: AppRecord = world.apps.put({
    id: appId,
    subdomain: draft.subdomain ?? `acme-${appId.slice(-6)}`,
    displayName: draft.displayName ?? 'Acme',
    brandId: String(randomInt(10 ** 13, 10 ** 14)),
    webIntegrationId: web.id,
    multiConversations: draft.multiConversations ?? true,
    privateAttachments: false,
    closeSends: 'all',
    maxMessages: 30_000,
    timeFactor: sim.timeFactor,
    support: { email: 'admin@acme.test', token: newSecret() },
    webhookTimeoutMs: sim.timeFactor === 1 ? TIMEOUT_MS : Math.max(5_000, TIMEOUT_MS / sim.timeFactor),
  });
  world.integrations.put(web);
  if (draft.messaging ?? true) addSwitchboard(world, app.id, draft.agentWorkspace ?? true);
  const secret = draft.secret ?? newSecret();
  const keyId = draft.keyId ?? `app_${newId()}`;
  const holder = world.integrations.put(integration(appId, 'custom', 'Admin Center integration', true));
  const key = (id: string, scope: KeyRecord['scope'], integrationId?: string): KeyRecord =>
    world.keys.put({
      id,
      appId,
      secret,
      scope,
      displayName: 'Key 1',
      revoked: false,
      ...(integrationId !== undefined && { integrationId }),
    });
  key(keyId, 'app');
  key(`int_${newId()}`, 'integration', holder.id);
  return describeApp(world, app);
}

export function describeApp(world: World, app: AppRecord): ProvisionedApp {
  const keys = world.keys.filter((key) => key.appId === app.id);
  const appKey = keys.find((key) => key.scope === 'app');
  return {
    appId: app.id,
    subdomain: app.subdomain,
    keyId: appKey?.id ?? '',
    secret: appKey?.secret ?? '',
    integrationKeyId: keys.find((key) => key.scope === 'integration')?.id ?? '',
    supportEmail: app.support?.email ?? '',
    supportToken: app.support?.token ?? '',
  };
}

function addSwitchboard(world: World, appId: string, agentWorkspace: boolean): void {
  const switchboardId = newId();
  const seat = (type: string, name: string, next?: string): SeatRecord => {
    const owner = world.integrations.put(integration(appId, type, name, true));
    return world.seats.put({
      id: newId(),
      appId,
      switchboardId,
      name,
      integrationId: owner.id,
      integrationType: type,
      deliverStandbyEvents: false,
      ...(next !== undefined && { nextSwitchboardIntegrationId: next }),
    });
  };
  const agents = agentWorkspace ? seat(AGENT_WORKSPACE, 'zd-agentWorkspace') : undefined;
  const bot = seat('zd:answerBot', 'zd-answerBot', agents?.id);
  const fallback = agents ?? bot;
  world.switchboards.put({
    id: switchboardId,
    appId,
    enabled: true,
    defaultSwitchboardIntegrationId: fallback.id,
  });
}

function integration(appId: string, type: string, displayName: string, hidden: boolean): IntegrationRecord {
  return { id: newId(), appId, type, displayName, hidden };
}
