import type { Store, ZendeskConnection } from '../store/types';
import { zendeskBaseUrl } from '../zendesk/base-url';
import type { ZendeskClient } from '../zendesk/client/types';
import { connectZendesk } from '../zendesk/connect';
import { ZendeskError } from '../zendesk/errors';
import { createKeptClients } from '../zendesk/kept-clients';

/** The copilot has no Zendesk connection (any more). */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';

  constructor(copilotId: string) {
    super(`copilot ${copilotId} is not connected to Zendesk`);
  }
}

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
  const clients = createKeptClients<ZendeskConnection>(({ appId, keyId, secret, subdomain }) =>
    connectZendesk({ baseUrl: zendeskBaseUrl(zendeskApiUrl, subdomain), appId, keyId, secret }),
  );
  return {
    async use(copilotId, call) {
      const connection = await store.connections.get(copilotId);
      if (connection === undefined) throw new NotConnectedError(copilotId);
      try {
        return await call(await clients.of(connection), connection);
      } catch (thrown) {
        if (thrown instanceof ZendeskError && isForTheAdmin(thrown)) {
          await noteProblem(store, connection, thrown);
        }
        throw thrown;
      }
    },
    close: () => clients.close(),
  };
}

/** The settings page shows it; written once, whoever of all the handoffs is refused first. */
export async function noteProblem(
  store: Store,
  { copilotId, generation }: ZendeskConnection,
  error: ZendeskError,
): Promise<void> {
  const message = problemOf(error);
  if (!(await store.connections.setProblem(copilotId, message, generation))) return;
  await store.connectionLog.add({ copilotId, kind: 'needs_attention', level: 'error', message });
}

/** In words that say what to do. */
function problemOf({ kind, title }: ZendeskError): string {
  const said = title === undefined ? '' : ` Zendesk says: "${title}".`;
  return kind === 'credentials'
    ? `Zendesk refuses the key: it was deleted there, or replaced. Create a new app key in Admin Center › Apps and integrations › APIs › Conversations API and save it here; handoffs wait until then.${said}`
    : `The Conversations API of this account cannot be reached any more: check subdomain, App ID and plan, then save again; handoffs wait until then.${said}`;
}

/** Only new credentials or another plan can mend it. */
export function isForTheAdmin(error: ZendeskError): boolean {
  return error.kind === 'credentials' || error.kind === 'misconfigured';
}
