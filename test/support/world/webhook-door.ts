import type { CopilotBackend } from './copilot';
import { json } from './http';
import type { World } from './world';

interface Door {
  /** Posts an envelope with these events as Zendesk does, by hand; returns the status. */
  post(events: unknown[]): Promise<number>;
  secret: string;
}

/** The copilot's webhook as Zendesk knows it: target and secret, read over the API by the copilot's own key. */
export async function webhookDoor(world: World, { app }: CopilotBackend): Promise<Door> {
  const authorization = `Basic ${Buffer.from(`${app.keyId}:${app.secret}`).toString('base64')}`;
  const read = async <T>(path: string) => {
    const url = `${world.zendesk.url}/sc/v2/apps/${app.appId}${path}`;
    return (await json<T>('GET', url, undefined, { authorization })).body;
  };
  const { integrations } = await read<{ integrations: { id: string; type: string }[] }>(
    '/integrations?filter[types]=custom',
  );
  for (const { id } of integrations) {
    const { webhooks } = await read<{ webhooks?: { id: string; target: string; secret: string }[] }>(
      `/integrations/${id}/webhooks`,
    );
    const webhook = webhooks?.find(({ target }) => target.startsWith(world.apiUrl));
    if (webhook === undefined) continue;
    const envelope = { app: { id: app.appId }, webhook: { id: webhook.id, version: 'v2' } };
    return {
      secret: webhook.secret,
      post: async (events) =>
        (await json('POST', webhook.target, { ...envelope, events }, { 'x-api-key': webhook.secret })).status,
    };
  }
  throw new Error('the copilot has no webhook in Zendesk');
}
