import { startSimulator, type Simulator } from '../../../simulator/server';
import { Secret } from '../../../config/secret';
import { createZendeskClient, type ZendeskClient } from '../../../zendesk/client';
import { present } from './harness';

interface SimulatedApp {
  appId: string;
  keyId: string;
  secret: string;
  integrationKeyId: string;
}

export interface Simulated {
  url: () => string;
  app: () => SimulatedApp;
  /** With the app's key, unless told otherwise. */
  client: (changes?: { appId?: string; keyId?: string; secret?: string }) => ZendeskClient;
  control: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
}

/** One simulated Zendesk for the tests of a file, a new account for each of them. */
export function useSimulated(account: object = {}): Simulated {
  let simulator: Simulator | undefined;
  let app: SimulatedApp | undefined;
  const clients: ZendeskClient[] = [];
  const control: Simulated['control'] = async (method, path, body) => {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${present(simulator).url}${path}`, { method, ...init });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  beforeAll(async () => {
    simulator = await startSimulator({ logLevel: 'silent' });
  });
  beforeEach(async () => {
    app = (await control('POST', '/simulator/apps', account))['app'] as SimulatedApp;
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => simulator?.close());
  return {
    url: () => present(simulator).url,
    app: () => present(app),
    client: (changes = {}) => {
      const { appId, keyId, secret } = { ...present(app), ...changes };
      const baseUrl = `${present(simulator).url}/sc`;
      const client = createZendeskClient({
        baseUrl,
        appId,
        keyId,
        secret: new Secret(secret),
        timeoutMs: 2_000,
      });
      clients.push(client);
      return client;
    },
    control,
  };
}
