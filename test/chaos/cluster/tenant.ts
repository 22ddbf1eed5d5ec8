import { randomUUID } from 'node:crypto';
import type { Receiver } from '../../support/world/receiver';
import { json } from '../../support/world/http';
import type { ZendeskApp, zendeskAt } from '../../support/world/zendesk';

/** A copilot with a Zendesk account of its own. */
export interface Tenant {
  copilotId: string;
  apiKey: string;
  callbackSecret: string;
  app: ZendeskApp;
}

interface Connect {
  cluster: { zendesk: ReturnType<typeof zendeskAt>; receiver: Receiver; adminToken: string };
  url: string;
  callbackUrl: string;
  preferences?: Record<string, unknown>;
}

/** Makes a copilot and connects it through one of the APIs, whose `PUBLIC_URL` its webhooks then go to. */
export async function connectTenant({ cluster, url, callbackUrl, preferences }: Connect): Promise<Tenant> {
  const { zendesk, receiver } = cluster;
  const app = await zendesk.newApp({ subdomain: `chaos-${randomUUID().slice(0, 8)}` });
  const admin = async <T>(method: string, path: string, body: unknown): Promise<T> => {
    const asAdmin = { authorization: `Bearer ${cluster.adminToken}` };
    const answer = await json<T>(method, `${url}/api/v1/admin${path}`, body, asAdmin);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { copilot, apiKey, callbackSecret } = await admin<{
    copilot: { id: string };
    apiKey: string;
    callbackSecret: string;
  }>('POST', '/copilots', { name: 'Chaos copilot', callbackUrl });
  receiver.secrets.push(callbackSecret);
  const { subdomain, appId, keyId, secret } = app;
  await admin('PUT', `/copilots/${copilot.id}/zendesk`, { subdomain, appId, keyId, secret });
  if (preferences !== undefined)
    await admin('PUT', `/copilots/${copilot.id}/zendesk/preferences`, preferences);
  return { copilotId: copilot.id, apiKey, callbackSecret, app };
}
