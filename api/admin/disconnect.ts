import type { Copilot, ZendeskConnection } from '../../store/types';
import { tearDown, zendeskBaseUrl, type ZendeskClient } from '../../zendesk/setup';
import type { ApiDeps } from '../deps';
import { faultOf } from '../http/fault';
import { integrationName } from './verify';

/**
 * Forgets the connection first, so that nothing new starts on it, then takes away what we made in Zendesk (R56).
 * @returns what stayed there, and why: a disconnect has to succeed while Zendesk is down, too.
 */
export async function disconnect(
  deps: ApiDeps,
  copilot: Copilot,
  connection: ZendeskConnection,
): Promise<{ what: string; why: string }[]> {
  await deps.store.connections.delete(copilot.id);
  const { subdomain, appId, keyId, secret, integrationId, seatId } = connection;
  const client = await deps.connectZendesk({
    baseUrl: zendeskBaseUrl(deps.config.zendeskApiUrl, subdomain),
    appId,
    keyId,
    secret,
  });
  try {
    const madeByUs = await isOurs(client, integrationId, integrationName(copilot));
    const { left } = await tearDown(client, { integrationId, seatId, madeByUs });
    return left;
  } catch (error) {
    deps.logger.warn({ copilotId: copilot.id, fault: faultOf(error) }, 'Zendesk was not tidied up');
    return [{ what: 'integration', why: 'Zendesk did not answer.' }];
  } finally {
    client.close();
  }
}

/** One that the admin made by hand is theirs to delete. */
async function isOurs(client: ZendeskClient, integrationId: string, name: string): Promise<boolean> {
  const integrations = await client.listIntegrations();
  return integrations.some(({ id, displayName }) => id === integrationId && displayName === name);
}
