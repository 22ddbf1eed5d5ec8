import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startThrowAwayPostgres, type ThrowAwayPostgres } from '../../scripts/testing/throw-away-postgres';

export interface TestDatabase {
  /** For `DATABASE_URL`. The database is empty, and this suite's own. */
  url: string;
  /** Deletes the database, also while clients are connected. */
  drop(): Promise<void>;
}

let own: Promise<ThrowAwayPostgres | undefined> | undefined;
let inUse = 0;

/**
 * An empty PostgreSQL database on the server that `npm test` shares (`TEST_DATABASE_URL`, `DATABASE_URL_TEST`), else on
 * a throw-away cluster that is started for this process and stopped with its last database.
 * @returns undefined where no PostgreSQL is installed: the suite then runs on PGlite alone.
 */
export async function createTestDatabase(): Promise<TestDatabase | undefined> {
  const maintenanceUrl = sharedServer() ?? (await ownServer());
  if (maintenanceUrl === undefined) return undefined;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(maintenanceUrl, `CREATE DATABASE ${name}`);
  inUse += 1;
  const url = new URL(maintenanceUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await execute(maintenanceUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      inUse -= 1;
      if (inUse === 0 && own !== undefined) {
        const cluster = await own;
        own = undefined;
        await cluster?.stop();
      }
    },
  };
}

function sharedServer(): string | undefined {
  return process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL_TEST'];
}

async function ownServer(): Promise<string | undefined> {
  own ??= startThrowAwayPostgres();
  return (await own)?.url;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
