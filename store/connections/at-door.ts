import { and, desc, eq, getTableColumns, isNull } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { toCopilot } from '../copilots/row';
import { isLive, openSecret } from '../copilots/secrets';
import type { Db } from '../db/engine';
import { connections, copilots, webhookSecrets } from '../schema/copilots';
import type { AtDoor } from '../types/connections';
import { without } from '../without';

/** One row for each live webhook secret, of which there are three at the most. The key to Zendesk stays where it is. */
export async function readAtDoor(
  context: StoreContext,
  db: Db,
  webhookKey: string,
): Promise<AtDoor | undefined> {
  const rows = await db
    .select({
      copilot: copilots,
      connection: without(getTableColumns(connections), 'secret'),
      secret: webhookSecrets,
    })
    .from(copilots)
    .leftJoin(connections, eq(connections.copilotId, copilots.id))
    .leftJoin(
      webhookSecrets,
      and(eq(webhookSecrets.copilotId, connections.copilotId), isLive(webhookSecrets, context.now())),
    )
    .where(and(eq(copilots.webhookKey, webhookKey), isNull(copilots.deletedAt)))
    .orderBy(desc(webhookSecrets.position));
  const [first] = rows;
  if (first === undefined) return undefined;
  const secrets = rows.flatMap(({ secret }) => (secret === null ? [] : [secret]));
  return {
    copilot: toCopilot(first.copilot),
    connection: first.connection ?? undefined,
    webhookSecrets: secrets.map((row) => openSecret(context, 'webhook_secret', row)),
  };
}
