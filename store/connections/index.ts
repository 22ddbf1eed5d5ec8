import { and, eq, isNull, lt, ne } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { putSecret, readableSecrets } from '../copilots/secrets';
import { StoreError } from '../errors';
import { connections, copilots, webhookSecrets } from '../schema/copilots';
import { supportTokens } from '../schema/settings';
import type { Db } from '../db/engine';
import type { ConnectionStore, WholeConnection, ZendeskConnection } from '../types/connections';
import { readAtDoor } from './at-door';
import { readPreferences, replacePreferences } from './preferences';
import { MAX_WEBHOOK_SECRETS, nextGeneration, saveConnection } from './save';

const NOTE_EVENT_EVERY_MS = 60_000;

export function createConnectionStore(context: StoreContext): ConnectionStore {
  const { database, keyring, now } = context;

  const read = async (db: Db, copilotId: string): Promise<ZendeskConnection | undefined> => {
    const [row] = await db.select().from(connections).where(eq(connections.copilotId, copilotId));
    if (row === undefined) return undefined;
    return { ...row, secret: keyring.decrypt({ copilotId, field: 'zendesk_secret' }, row.secret) };
  };
  const getWhole = (copilotId: string) =>
    database.run(async (db): Promise<WholeConnection | undefined> => {
      const connection = await read(db, copilotId);
      if (connection === undefined) return undefined;
      return {
        ...connection,
        webhookSecrets: await readableSecrets(context, db, 'webhook_secret', copilotId),
      };
    });

  return {
    get: (copilotId) => database.run((db) => read(db, copilotId)),
    getWhole,
    byWebhookKey: (webhookKey) => database.run((db) => readAtDoor(context, db, webhookKey)),

    async save(connection) {
      await saveConnection(context, connection);
      const saved = await getWhole(connection.copilotId);
      if (saved === undefined) throw new Error('the connection was deleted while it was saved');
      return saved;
    },

    saveOver: async (generation, connection) =>
      (await saveConnection(context, connection, generation)) ? getWhole(connection.copilotId) : undefined,

    async list() {
      const rows = await database.run((db) =>
        db
          .select({ id: connections.copilotId })
          .from(connections)
          .innerJoin(copilots, eq(copilots.id, connections.copilotId))
          .where(isNull(copilots.deletedAt))
          .orderBy(copilots.position),
      );
      const all = await Promise.all(rows.map(({ id }) => readable(database.run((db) => read(db, id)))));
      return all.filter((connection) => connection !== undefined);
    },

    async setChecks(copilotId, checks, problem, generation) {
      const result =
        problem === null
          ? { status: 'active' as const, problem: null }
          : {
              status: 'needs_attention' as const,
              problem: { message: problem, since: now().toISOString() },
            };
      const set = await database.run((db) =>
        db
          .update(connections)
          .set({ checks, ...result })
          .where(and(eq(connections.copilotId, copilotId), eq(connections.generation, generation)))
          .returning({ id: connections.copilotId }),
      );
      return set.length > 0;
    },

    async setProblem(copilotId, message, generation) {
      const status = message === null ? 'active' : 'needs_attention';
      const problem = message === null ? null : { message, since: now().toISOString() };
      const changed = await database.run((db) =>
        db
          .update(connections)
          .set({ status, problem })
          .where(
            and(
              eq(connections.copilotId, copilotId),
              eq(connections.generation, generation),
              ne(connections.status, status),
            ),
          )
          .returning({ id: connections.copilotId }),
      );
      return changed.length > 0;
    },

    async noteChecked(copilotId, checkedAt) {
      await database.run((db) =>
        db.update(connections).set({ checkedAt }).where(eq(connections.copilotId, copilotId)),
      );
    },

    async noteEvent({ copilotId, lastEventAt }, at) {
      const before = new Date(at.getTime() - NOTE_EVENT_EVERY_MS);
      if (lastEventAt !== null && lastEventAt >= before) return false;
      const stillSo =
        lastEventAt === null ? isNull(connections.lastEventAt) : lt(connections.lastEventAt, before);
      const noted = await database.run((db) =>
        db
          .update(connections)
          .set({ lastEventAt: at })
          .where(and(eq(connections.copilotId, copilotId), stillSo))
          .returning({ id: connections.copilotId }),
      );
      return lastEventAt === null && noted.length > 0;
    },

    addWebhookSecret: (copilotId, secret, webhookId) =>
      database.transaction(async (tx) => {
        const generation = await nextGeneration(tx, copilotId);
        const changed = await tx
          .update(connections)
          .set({ generation, ...(webhookId === null ? {} : { webhookId }) })
          .where(eq(connections.copilotId, copilotId))
          .returning({ id: connections.copilotId });
        if (changed.length === 0) return false;
        await putSecret(context, tx, 'webhook_secret', copilotId, secret, MAX_WEBHOOK_SECRETS);
        return true;
      }),

    delete: (copilotId) =>
      database.transaction(async (tx) => {
        const deleted = await tx
          .delete(connections)
          .where(eq(connections.copilotId, copilotId))
          .returning({ id: connections.copilotId });
        await tx.delete(webhookSecrets).where(eq(webhookSecrets.copilotId, copilotId));
        await tx.delete(supportTokens).where(eq(supportTokens.copilotId, copilotId));
        return deleted.length > 0;
      }),

    preferences: (copilotId) => database.run((db) => readPreferences(db, copilotId)),
    setPreferences: (copilotId, preferences, mayReplace) =>
      database.transaction((tx) => replacePreferences(tx, copilotId, preferences, mayReplace)),
  };
}

/** One whose secret cannot be read must not hide the others. */
async function readable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'unreadable_secret') return undefined;
    throw error;
  }
}
