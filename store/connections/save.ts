import { eq, sql } from 'drizzle-orm';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { putSecret } from '../copilots/secrets';
import { StoreError } from '../errors';
import { connections, copilots } from '../schema/copilots';
import { supportTokens } from '../schema/settings';
import type { SaveConnection } from '../types/connections';

export const MAX_WEBHOOK_SECRETS = 3;

/**
 * Stores a verified connection, its secrets encrypted. Two saves at once come one after the other.
 * @param over the only generation that may be replaced; undefined = whatever there is, also nothing
 * @returns whether it was stored
 */
export function saveConnection(
  context: StoreContext,
  input: SaveConnection,
  over?: number,
): Promise<boolean> {
  const { database, keyring, now } = context;
  const { copilotId, secret, webhookSecret, secondWebhookSecret, ...settings } = input;
  const place = { copilotId, field: 'zendesk_secret' } as const;
  const envelope = keyring.encrypt(place, secret);
  return database.transaction(async (tx) => {
    const generation = await nextGeneration(tx, copilotId);
    if (generation === undefined) throw new StoreError('not_found', `copilot ${copilotId} does not exist`);
    // To be replaced, or deleted by somebody else only after this.
    const [former] = await tx
      .select()
      .from(connections)
      .where(eq(connections.copilotId, copilotId))
      .for('update');
    if (over !== undefined && former?.generation !== over) return false;
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
      generation,
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
    for (const each of [secondWebhookSecret, webhookSecret]) {
      if (each === undefined) continue;
      await putSecret(context, tx, 'webhook_secret', copilotId, each, MAX_WEBHOOK_SECRETS);
    }
    return true;
  });
}

/** Counted at the copilot, since a connection may be deleted and made anew; until the end of `tx` nobody else counts. */
export async function nextGeneration(tx: Db, copilotId: string): Promise<number | undefined> {
  const [counted] = await tx
    .update(copilots)
    .set({ connectionGeneration: sql`${copilots.connectionGeneration} + 1` })
    .where(eq(copilots.id, copilotId))
    .returning({ generation: copilots.connectionGeneration });
  return counted?.generation;
}

function isSameWebhook<T extends { appId: string; webhookId: string | null }>(
  former: T | undefined,
  { appId, webhookId }: SaveConnection,
): former is T {
  return former?.appId === appId && former.webhookId === webhookId;
}
