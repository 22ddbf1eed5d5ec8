import { and, eq } from 'drizzle-orm';
import type { StoreContext } from './context';
import type { SecretPlace } from './crypto';
import { StoreError } from './errors';
import { callbackSecrets, connections, identitySecrets, webhookSecrets } from './schema/copilots';
import { supportTokens } from './schema/settings';

const TABLES = {
  callback_secret: callbackSecrets,
  webhook_secret: webhookSecrets,
  zendesk_secret: connections,
  support_token: supportTokens,
  identity_secret: identitySecrets,
};

/**
 * Encrypts with the newest key what an older one has encrypted, so that the older one can be taken out after the next start.
 * Each row changes only if it is still as it was read: a secret saved meanwhile wins. What cannot be read stays and is told.
 */
export async function rewrapSecrets(
  { database, keyring }: StoreContext,
  onError: (error: Error) => void,
): Promise<void> {
  for (const [field, table] of Object.entries(TABLES) as [SecretPlace['field'], typeof callbackSecrets][]) {
    const columns = { copilotId: table.copilotId, envelope: table.secret };
    const rows = await database.run((db) => db.select(columns).from(table));
    for (const { copilotId, envelope } of rows) {
      if (keyring.isCurrent(envelope)) continue;
      try {
        const place = { copilotId, field };
        const secret = keyring.encrypt(place, keyring.decrypt(place, envelope));
        await database.run((db) =>
          db
            .update(table)
            .set({ secret })
            .where(and(eq(table.copilotId, copilotId), eq(table.secret, envelope))),
        );
      } catch (error) {
        if (!(error instanceof StoreError) || error.kind !== 'unreadable_secret') throw error;
        onError(error);
      }
    }
  }
}
