import { eq, sql } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { putSecret } from '../copilots/secrets';
import { StoreError } from '../errors';
import { connections, copilots } from '../schema/copilots';
import { supportTokens } from '../schema/settings';
import type { SaveConnection } from '../types/connections';

export const MAX_WEBHOOK_SECRETS = 3;

/** Stores a verified connection, its secrets encrypted. Two saves at once come one after the other. */
export function saveConnection(context: StoreContext, input: SaveConnection): Promise<void> {
  const { database, keyring, now } = context;
  const { copilotId, secret, webhookSecret, ...settings } = input;
  const place = { copilotId, field: 'zendesk_secret' } as const;
  const envelope = keyring.encrypt(place, secret);
  return database.transaction(async (tx) => {
    const [counted] = await tx
      .update(copilots)
      .set({ connectionGeneration: sql`${copilots.connectionGeneration} + 1` })
      .where(eq(copilots.id, copilotId))
      .returning({ generation: copilots.connectionGeneration });
    if (counted === undefined) throw new StoreError('not_found', `copilot ${copilotId} does not exist`);
    const [former] = await tx.select().from(connections).where(eq(connections.copilotId, copilotId));
    const at = now();
    const unchanged = former !== undefined && keyring.holds(place, former.secret, secret);
    const values = {
      ...settings,
      copilotId,
      status: 'active' as const,
      secret: envelope,
      secretSetAt: unchanged ? former.secretSetAt : at,
      webhookMode: input.webhookMode ?? ('automatic' as const),
      problem: null,
      generation: counted.generation,
      // Of another webhook nothing has arrived yet.
      lastEventAt: isSameWebhook(former, input) ? former.lastEventAt : null,
      connectedAt: former?.connectedAt ?? at,
    };
    await tx
      .insert(connections)
      .values(values)
      .onConflictDoUpdate({ target: connections.copilotId, set: values });
    // A token of one account must not be sent to another.
    if (former !== undefined && former.subdomain !== input.subdomain) {
      await tx.delete(supportTokens).where(eq(supportTokens.copilotId, copilotId));
    }
    await putSecret(context, tx, 'webhook_secret', copilotId, webhookSecret, MAX_WEBHOOK_SECRETS);
  });
}

function isSameWebhook<T extends { appId: string; webhookId: string | null }>(
  former: T | undefined,
  { appId, webhookId }: SaveConnection,
): former is T {
  return former?.appId === appId && former.webhookId === webhookId;
}
