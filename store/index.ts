import { sql } from 'drizzle-orm';
import type { Secret } from '../config/secret';
import { createCallbackStore } from './callbacks';
import { createConnectionStore } from './connections';
import type { StoreContext } from './context';
import { createCopilotStore } from './copilots';
import { createKeyring } from './crypto';
import { createDatabase } from './db/database';
import type { Engine } from './db/engine';
import { openPostgres } from './db/postgres';
import { StoreError, toStoreError } from './errors';
import { createFileStore } from './files';
import { createHandoffStore } from './handoffs';
import { createContactStore, createHostedStore } from './hosted';
import { createIdempotencyStore } from './logs/idempotency';
import { rewrapSecrets } from './rewrap';
import { createSessionStore } from './sessions';
import { createSessionListeners } from './sessions/listeners';
import { createAdminSessionStore } from './settings/admin-sessions';
import { createAuditStore } from './settings/audit';
import { createConnectionLogStore } from './settings/connection-log';
import { createSupportStore } from './settings/support';
import { EPHEMERAL_CHANNEL, SESSION_CHANNEL } from './work/channel';
import type { Store } from './types/store';

export { StoreError } from './errors';

const DEFAULT_POOL_SIZE = 10;

export interface DatabaseOptions {
  /** A PostgreSQL server. */
  databaseUrl?: string;
  /** Without one: the directory of an embedded PGlite, used by this process alone, or `memory://`. */
  pgliteDir?: string;
  /** Connections to the server; default 10. */
  poolSize?: number;
  /** Something broke in the background and is being repaired: a connection was lost, an old secret cannot be read. */
  onError?: (error: Error) => void;
}

export interface StoreOptions extends DatabaseOptions {
  /** Newest first, each the base64 of 32 bytes. The first encrypts, all decrypt. */
  encryptionKeys: Secret[];
  /** Default: the system's time. */
  now?: () => Date;
}

/**
 * Opens the database, migrates it under an advisory lock, and encrypts with the newest key what an older one had encrypted.
 * @throws StoreError `invalid` for unusable options, `unavailable` when the database is away or its directory in use.
 */
export async function createStore(options: StoreOptions): Promise<Store> {
  const { onError = () => undefined, now = () => new Date() } = options;
  const keyring = createKeyring(options.encryptionKeys);
  const engine = await openEngine(options);
  try {
    const context: StoreContext = { database: createDatabase(engine), keyring, now };
    await engine.migrate();
    await rewrapSecrets(context, onError);
    return assemble(context, engine, onError);
  } catch (error) {
    await engine.close();
    throw toStoreError(error);
  }
}

/** Migrates the database and does nothing else. */
export async function runMigrations(options: DatabaseOptions): Promise<void> {
  const engine = await openEngine(options);
  try {
    await engine.migrate();
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await engine.close();
  }
}

async function openEngine({ databaseUrl, pgliteDir, poolSize, onError }: DatabaseOptions): Promise<Engine> {
  if (databaseUrl !== undefined) {
    return openPostgres({
      databaseUrl,
      poolSize: poolSize ?? DEFAULT_POOL_SIZE,
      onError: onError ?? (() => undefined),
    });
  }
  if (pgliteDir !== undefined) {
    // Only read where it is used: a tenth of a process's start.
    const { openPglite } = await import('./db/pglite.ts');
    return openPglite(pgliteDir);
  }
  throw new StoreError('invalid', 'one of databaseUrl and pgliteDir is required');
}

function assemble(context: StoreContext, engine: Engine, onError: (error: Error) => void): Store {
  const listeners = createSessionListeners(engine, SESSION_CHANNEL, onError);
  const ephemeral = createSessionListeners(engine, EPHEMERAL_CHANNEL, onError);
  return {
    copilots: createCopilotStore(context),
    connections: createConnectionStore(context),
    handoffs: createHandoffStore(context),
    sessions: createSessionStore(context, listeners, ephemeral),
    hosted: createHostedStore(context),
    contacts: createContactStore(context),
    files: createFileStore(context),
    callbacks: createCallbackStore(context),
    idempotency: createIdempotencyStore(context),
    audit: createAuditStore(context),
    adminSessions: createAdminSessionStore(context),
    connectionLog: createConnectionLogStore(context),
    support: createSupportStore(context),
    withLock: (name, work) => engine.withLock(name, work),
    async ping() {
      await context.database.run((db) => db.execute(sql`select 1`));
    },
    async close() {
      await Promise.all([listeners.close(), ephemeral.close()]);
      await engine.close();
    },
  };
}
