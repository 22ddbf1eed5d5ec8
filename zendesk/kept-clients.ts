import type { ZendeskClient } from './client/types';

/** Calls under way on former credentials are given this long before their sockets are closed. */
const RETIRE_AFTER_MS = 60_000;

/** Whose client it is, and of which credentials: each change of them is a new generation. */
export interface KeptFor {
  copilotId: string;
  generation: number;
}

export interface KeptClients<Connection extends KeptFor> {
  /** The same client as long as the credentials are the same. @throws what making one throws; the next call tries again */
  of(connection: Connection): Promise<ZendeskClient>;
  close(): void;
}

/** One client for each connection, made at the first need, replaced when its credentials are. */
export function createKeptClients<Connection extends KeptFor>(
  make: (connection: Connection) => Promise<ZendeskClient>,
): KeptClients<Connection> {
  const kept = new Map<string, { generation: number; client: Promise<ZendeskClient> }>();
  const retiring = new Map<NodeJS.Timeout, Promise<ZendeskClient>>();

  function closeOne(client: Promise<ZendeskClient>): void {
    // One that could not be made was told to whoever asked for it.
    client.then(
      (made) => made.close(),
      () => undefined,
    );
  }

  function retire(client: Promise<ZendeskClient>): void {
    const timer = setTimeout(() => {
      retiring.delete(timer);
      closeOne(client);
    }, RETIRE_AFTER_MS);
    retiring.set(timer.unref(), client);
  }

  return {
    of(connection) {
      const { copilotId, generation } = connection;
      const former = kept.get(copilotId);
      if (former?.generation === generation) return former.client;
      const client = make(connection);
      const entry = { generation, client };
      kept.set(copilotId, entry);
      client.catch(() => {
        if (kept.get(copilotId) === entry) kept.delete(copilotId);
      });
      if (former !== undefined) retire(former.client);
      return client;
    },
    close() {
      for (const [timer, client] of retiring) {
        clearTimeout(timer);
        closeOne(client);
      }
      retiring.clear();
      for (const { client } of kept.values()) closeOne(client);
      kept.clear();
    },
  };
}
