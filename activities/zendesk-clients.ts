import type { Store, ZendeskConnection } from '../store/types';
import { createZendeskClient, zendeskBaseUrl, type ZendeskClient } from '../zendesk/client';
import { ZendeskError } from '../zendesk/errors';

/** The copilot has no Zendesk connection (any more). */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';

  constructor(copilotId: string) {
    super(`copilot ${copilotId} is not connected to Zendesk`);
  }
}

/** Calls under way on old credentials are given this long before their sockets are closed. */
const RETIRE_AFTER_MS = 60_000;

export interface ZendeskClients {
  /**
   * Runs a call with the client of the copilot's present credentials. A refusal of these marks the connection.
   * @throws NotConnectedError, ZendeskError
   */
  use<T>(
    copilotId: string,
    call: (client: ZendeskClient, connection: ZendeskConnection) => Promise<T>,
  ): Promise<T>;
  close(): void;
}

/** One client per connection and per generation of its credentials. */
export function createZendeskClients(store: Store, zendeskApiUrl: string): ZendeskClients {
  const clients = new Map<string, { generation: number; client: ZendeskClient }>();
  const retiring = new Set<NodeJS.Timeout>();

  function clientOf(connection: ZendeskConnection): ZendeskClient {
    const known = clients.get(connection.copilotId);
    if (known?.generation === connection.generation) return known.client;
    const { appId, keyId, secret, subdomain, generation, copilotId } = connection;
    const client = createZendeskClient({
      baseUrl: zendeskBaseUrl(zendeskApiUrl, subdomain),
      appId,
      keyId,
      secret,
    });
    clients.set(copilotId, { generation, client });
    if (known !== undefined) retire(known.client);
    return client;
  }

  function retire(client: ZendeskClient): void {
    const timer = setTimeout(() => {
      retiring.delete(timer);
      client.close();
    }, RETIRE_AFTER_MS);
    retiring.add(timer.unref());
  }

  return {
    async use(copilotId, call) {
      const connection = await store.connections.get(copilotId);
      if (connection === undefined) throw new NotConnectedError(copilotId);
      try {
        return await call(clientOf(connection), connection);
      } catch (thrown) {
        if (thrown instanceof ZendeskError && isForTheAdmin(thrown)) {
          await store.connections.setStatus(copilotId, 'needs_attention', connection.generation);
        }
        throw thrown;
      }
    },
    close() {
      for (const timer of retiring) clearTimeout(timer);
      for (const { client } of clients.values()) client.close();
      clients.clear();
    },
  };
}

/** Only new credentials or another plan can mend it. */
export function isForTheAdmin(error: ZendeskError): boolean {
  return error.kind === 'credentials' || error.kind === 'misconfigured';
}
