import { randomBytes } from 'node:crypto';
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { Secret } from '../../config/secret';
import { newId } from '../../contract/ids';
import type { StoreContext } from '../context';
import { sha256 } from '../crypto';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { apiKeys, copilots } from '../schema/copilots';
import type { CopilotStore, WholeCopilot } from '../types/copilots';
import { toCopilot } from './row';
import {
  addIdentitySecret,
  liveIdentitySecrets,
  readableIdentitySecrets,
  removeIdentitySecret,
} from './identity-secrets';
import { liveSecrets, putSecret, readableSecrets } from './secrets';

const MAX_CALLBACK_SECRETS = 5;

export function createCopilotStore(context: StoreContext): CopilotStore {
  const { database, now } = context;

  const find = (db: Db, condition?: SQL) =>
    db
      .select()
      .from(copilots)
      .where(and(condition, isNull(copilots.deletedAt)))
      .orderBy(copilots.position);
  const findOne = async (condition: SQL) => {
    const [row] = await database.run((db) => find(db, condition));
    return row && toCopilot(row);
  };
  const readWhole = async (db: Db, copilotId: string) => {
    const [row] = await find(db, eq(copilots.id, copilotId));
    return row && complete(context, db, row);
  };
  /** Runs `work` with the copilot's row locked; undefined for one that does not exist. */
  const withCopilot = <T>(copilotId: string, work: (tx: Db) => Promise<T>) =>
    database.transaction(async (tx) => {
      const found = await tx
        .select({ id: copilots.id })
        .from(copilots)
        .where(and(eq(copilots.id, copilotId), isNull(copilots.deletedAt)))
        .for('update');
      return found.length === 0 ? undefined : work(tx);
    });
  const addApiKey = async (tx: Db, copilotId: string) => {
    const apiKey = new Secret(`zh_${randomBytes(32).toString('base64url')}`);
    const id = newId('key');
    await tx.insert(apiKeys).values({
      id,
      copilotId,
      keyHash: sha256(apiKey.reveal()),
      last4: apiKey.reveal().slice(-4),
      createdAt: now(),
    });
    return { id, apiKey };
  };
  const addCallbackSecret = async (tx: Db, copilotId: string) => {
    const secret = new Secret(`whsec_${randomBytes(32).toString('base64')}`);
    await putSecret(context, tx, 'callback_secret', copilotId, secret, MAX_CALLBACK_SECRETS);
    return secret;
  };

  return {
    create: ({ name, callbackUrl, allowedOrigins, ...settings }) =>
      database.transaction(async (tx) => {
        const id = newId('cop');
        await tx.insert(copilots).values({
          id,
          name,
          publicToken: newPublicToken(),
          webhookKey: randomBytes(24).toString('base64url'),
          callbackUrl: callbackUrl ?? null,
          allowedOrigins: allowedOrigins ?? [],
          ...settings,
          createdAt: now(),
        });
        const { apiKey } = await addApiKey(tx, id);
        const callbackSecret = await addCallbackSecret(tx, id);
        const copilot = await readWhole(tx, id);
        if (copilot === undefined) throw new StoreError('internal', 'the copilot was not stored');
        return { copilot, apiKey, callbackSecret };
      }),

    get: (copilotId) => findOne(eq(copilots.id, copilotId)),
    getWhole: (copilotId) => database.run((db) => readWhole(db, copilotId)),
    list: () =>
      database.run(async (db) => Promise.all((await find(db)).map((row) => complete(context, db, row)))),
    byPublicToken: (publicToken) => findOne(eq(copilots.publicToken, publicToken)),
    async isOriginKnown(origin) {
      const found = await database.run((db) =>
        db
          .select({ id: copilots.id })
          .from(copilots)
          .where(and(isNull(copilots.deletedAt), sql`${copilots.allowedOrigins} ? ${origin}`))
          .limit(1),
      );
      return found.length > 0;
    },
    async byApiKey(apiKey) {
      const [row] = await database.run((db) => {
        const owner = db
          .select({ id: apiKeys.copilotId })
          .from(apiKeys)
          .where(eq(apiKeys.keyHash, sha256(apiKey)));
        return find(db, eq(copilots.id, owner));
      });
      return row && toCopilot(row);
    },

    patch: (copilotId, change) =>
      withCopilot(copilotId, async (tx) => {
        if (Object.keys(change).length > 0) {
          await tx.update(copilots).set(change).where(eq(copilots.id, copilotId));
        }
        return readWhole(tx, copilotId);
      }),

    async delete(copilotId) {
      const deleted = await database.run((db) =>
        db
          .update(copilots)
          .set({ deletedAt: now() })
          .where(and(eq(copilots.id, copilotId), isNull(copilots.deletedAt)))
          .returning({ id: copilots.id }),
      );
      return deleted.length > 0;
    },

    createApiKey: (copilotId) => withCopilot(copilotId, (tx) => addApiKey(tx, copilotId)),
    rotateCallbackSecret: (copilotId) => withCopilot(copilotId, (tx) => addCallbackSecret(tx, copilotId)),
    callbackSecrets: (copilotId) =>
      database.run((db) => liveSecrets(context, db, 'callback_secret', copilotId)),

    rotatePublicToken: (copilotId) =>
      withCopilot(copilotId, async (tx) => {
        await tx.update(copilots).set({ publicToken: newPublicToken() }).where(eq(copilots.id, copilotId));
        return readWhole(tx, copilotId);
      }),
    rotateIdentitySecret: (copilotId) =>
      withCopilot(copilotId, (tx) => addIdentitySecret(context, tx, copilotId)),
    deleteIdentitySecret: (copilotId, keyId) =>
      database.run((db) => removeIdentitySecret(db, copilotId, keyId)),
    identitySecrets: (copilotId) => database.run((db) => liveIdentitySecrets(context, db, copilotId)),

    async deleteApiKey(copilotId, keyId) {
      const deleted = await database.run((db) =>
        db
          .delete(apiKeys)
          .where(and(eq(apiKeys.copilotId, copilotId), eq(apiKeys.id, keyId)))
          .returning({ id: apiKeys.id }),
      );
      return deleted.length > 0;
    },
  };
}

function newPublicToken(): string {
  return `pub_${randomBytes(16).toString('base64url')}`;
}

async function complete(
  context: StoreContext,
  db: Db,
  row: typeof copilots.$inferSelect,
): Promise<WholeCopilot> {
  const { id } = row;
  const keys = await db
    .select({ id: apiKeys.id, last4: apiKeys.last4, createdAt: apiKeys.createdAt })
    .from(apiKeys)
    .where(eq(apiKeys.copilotId, id))
    .orderBy(apiKeys.createdAt, apiKeys.id);
  return {
    ...toCopilot(row),
    callbackSecrets: await readableSecrets(context, db, 'callback_secret', id),
    identitySecrets: await readableIdentitySecrets(context, db, id),
    apiKeys: keys,
  };
}
