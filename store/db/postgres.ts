import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, Pool, type ClientConfig } from 'pg';
import { StoreError, toStoreError } from '../errors';
import type { Engine } from './engine';
import { NamingClient } from './naming-client';
import { listenWithReconnect } from './postgres-listener';
import { MIGRATIONS_FOLDER } from './migrations-folder';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** A transaction of ours waits for nothing but the database: one that idles has lost its process. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const MIGRATION_LOCK_TIMEOUT_MS = 120_000;
const MIGRATION_LOCK = 'zendesk-handoff migrations';

export interface PostgresOptions {
  databaseUrl: string;
  poolSize: number;
  /** A connection broke in the background. */
  onError: (error: Error) => void;
}

/** A PostgreSQL server, through one pool. LISTEN needs real sessions: no transaction-pooling proxy in between. */
export function openPostgres({ databaseUrl, poolSize, onError }: PostgresOptions): Engine {
  const connection: ClientConfig = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'zendesk-handoff',
  };
  const pool = new Pool({
    ...connection,
    Client: NamingClient,
    max: poolSize,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    // The server's own limit comes first; this one is for a server that no longer answers at all.
    query_timeout: 2 * STATEMENT_TIMEOUT_MS,
  });
  // Without a listener, a broken idle connection ends the process.
  pool.on('error', onError);
  // Nor does the pool listen to one that is lent: one that breaks between two statements of a transaction would end the
  // process. Who has it hears of it by the next statement, and the pool does not take a broken one back.
  pool.on('connect', (client) => client.on('error', () => undefined));

  return {
    db: drizzle({ client: pool }),
    // Not drizzle's own for a pool: that never gives a connection back whose BEGIN failed.
    async transaction(work) {
      const client = await pool.connect();
      let failure: Error | undefined;
      try {
        return await drizzle({ client }).transaction(work);
      } catch (error) {
        failure = brokenBy(error);
        throw error;
      } finally {
        client.release(failure);
      }
    },
    migrate: () => migrateUnderLock(connection),
    listen: (channel, handler) => listenWithReconnect({ connection, channel, handler, onError }),
    async withLock(name, work) {
      const client = await pool.connect();
      let failure: Error | undefined;
      try {
        const key = [name];
        const { rows } = await client.query<{ locked: boolean }>(
          'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
          key,
        );
        if (rows[0]?.locked !== true) return false;
        try {
          await work();
        } finally {
          await client
            .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', key)
            .catch((error: unknown) => {
              failure = error instanceof Error ? error : new Error('the lock could not be given back');
            });
        }
        return true;
      } finally {
        // A connection that may still hold the lock is closed, which frees it.
        client.release(failure);
      }
    },
    close: () => pool.end(),
  };
}

/** A connection that did not answer in time may still be at it: it is closed, not lent again. */
function brokenBy(error: unknown): Error | undefined {
  const failure = toStoreError(error);
  return failure instanceof StoreError && failure.kind === 'unavailable' ? failure : undefined;
}

async function migrateUnderLock(connection: ClientConfig): Promise<void> {
  const client = new Client({ ...connection, lock_timeout: MIGRATION_LOCK_TIMEOUT_MS });
  // The statement that runs, or the next one, tells of a broken connection.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [MIGRATION_LOCK]);
    await migrate(drizzle({ client }), { migrationsFolder: MIGRATIONS_FOLDER });
  } finally {
    await client.end();
  }
}
