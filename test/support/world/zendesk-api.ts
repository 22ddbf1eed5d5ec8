import { json } from './http';
import type { World } from './world';
import type { ZendeskApp } from './zendesk';

/** What is needed of a world; a cluster has it, too. */
type Where = Pick<World, 'apiUrl'> & { zendesk: Pick<World['zendesk'], 'url'> };

/** Sunshine Conversations as the customer's own scripts would call it, with the app's key. Answers of 300 and more throw. */
export function zendeskApi(world: Pick<Where, 'zendesk'>, { appId, keyId, secret }: ZendeskApp) {
  const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const url = `${world.zendesk.url}/sc/v2/apps/${appId}${path}`;
    const answer = await json<T>(method, url, body, { authorization });
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}

/** The copilot's webhook as Zendesk knows it: `post` sends an envelope with these events by hand and returns the status. */
export async function webhookDoor(world: Where, app: ZendeskApp) {
  const call = zendeskApi(world, app);
  const { integrations } = await call<{ integrations: { id: string }[] }>(
    'GET',
    '/integrations?filter[types]=custom',
  );
  for (const { id } of integrations) {
    const { webhooks } = await call<{ webhooks: { id: string; target: string; secret: string }[] }>(
      'GET',
      `/integrations/${id}/webhooks`,
    );
    const webhook = webhooks.find(({ target }) => target.startsWith(world.apiUrl));
    if (webhook === undefined) continue;
    const { target, secret } = webhook;
    const envelope = { app: { id: app.appId }, webhook: { id: webhook.id, version: 'v2' } };
    return {
      secret,
      post: async (events: unknown[], timeoutMs?: number) =>
        (await json('POST', target, { ...envelope, events }, { 'x-api-key': secret }, timeoutMs)).status,
    };
  }
  throw new Error('the copilot has no webhook in Zendesk');
}
