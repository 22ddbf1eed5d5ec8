import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { preferencesSchema } from '../../contract/preferences';
import type { StoreContext } from '../context';
import { liveSecrets } from '../copilots/secrets';
import { connections, copilots, webhookSecrets } from '../schema/copilots';
import type { ConnectionStore, ZendeskConnection } from '../types/connections';
import { saveConnection } from './save';

const NOTE_EVENT_EVERY_MS = 60_000;

export function createConnectionStore(context: StoreContext): ConnectionStore {
  const { database, keyring } = context;

  const get = (copilotId: string) =>
    database.run(async (db): Promise<ZendeskConnection | undefined> => {
      const [row] = await db.select().from(connections).where(eq(connections.copilotId, copilotId));
      if (row === undefined) return undefined;
      return {
        ...row,
        secret: keyring.decrypt({ copilotId, field: 'zendesk_secret' }, row.secret),
        webhookSecrets: await liveSecrets(context, db, 'webhook_secret', copilotId),
      };
    });

  return {
    get,

    async save(connection) {
      await saveConnection(context, connection);
      const saved = await get(connection.copilotId);
      if (saved === undefined) throw new Error('the connection was deleted while it was saved');
      return saved;
    },

    async setChecks(copilotId, checks, status) {
      await database.run((db) =>
        db.update(connections).set({ checks, status }).where(eq(connections.copilotId, copilotId)),
      );
    },

    async setStatus(copilotId, status, generation) {
      await database.run((db) =>
        db
          .update(connections)
          .set({ status })
          .where(and(eq(connections.copilotId, copilotId), eq(connections.generation, generation))),
      );
    },

    async noteEvent(copilotId, at) {
      const before = new Date(at.getTime() - NOTE_EVENT_EVERY_MS);
      await database.run((db) =>
        db
          .update(connections)
          .set({ lastEventAt: at })
          .where(
            and(
              eq(connections.copilotId, copilotId),
              or(isNull(connections.lastEventAt), lt(connections.lastEventAt, before)),
            ),
          ),
      );
    },

    delete: (copilotId) =>
      database.transaction(async (tx) => {
        const deleted = await tx
          .delete(connections)
          .where(eq(connections.copilotId, copilotId))
          .returning({ id: connections.copilotId });
        await tx.delete(webhookSecrets).where(eq(webhookSecrets.copilotId, copilotId));
        return deleted.length > 0;
      }),

    async preferences(copilotId) {
      const [row] = await database.run((db) =>
        db
          .select({ preferences: sql<unknown>`coalesce(${copilots.preferences}, '{}'::jsonb)` })
          .from(copilots)
          .where(eq(copilots.id, copilotId)),
      );
      return preferencesSchema.parse(row?.preferences ?? {});
    },

    async setPreferences(copilotId, preferences) {
      await database.run((db) => db.update(copilots).set({ preferences }).where(eq(copilots.id, copilotId)));
    },
  };
}
