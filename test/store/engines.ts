import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { delimiter, join } from 'node:path';
import { Secret } from '../../config/secret';
import { createStore, type StoreOptions } from '../../store';
import type { Store } from '../../store/types';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

export interface EngineUnderTest {
  readonly store: Store;
  /** undefined on PGlite. */
  readonly databaseUrl: string | undefined;
  /** What the store believes the time to be; undefined = the system's. */
  setTime(now: Date | undefined): void;
  /** What went wrong in the background. */
  readonly errors: Error[];
}

/** A suite that runs on PGlite and on PostgreSQL (skipped where none is installed), each time on an empty database. */
export function onBothEngines(name: string, define: (engine: EngineUnderTest) => void): void {
  describe(`${name} (PGlite)`, () => defineOn(() => Promise.resolve(undefined), define));
  onPostgres(name, define);
}

/** For what needs several processes or connections. */
export function onPostgres(name: string, define: (engine: EngineUnderTest) => void): void {
  const run = isPostgresInstalled() ? describe : describe.skip;
  run(`${name} (PostgreSQL)`, () => defineOn(createTestDatabase, define));
}

export function newKey(): Secret {
  return new Secret(randomBytes(32).toString('base64'));
}

function defineOn(
  createDatabase: () => Promise<TestDatabase | undefined>,
  define: (engine: EngineUnderTest) => void,
): void {
  let database: TestDatabase | undefined;
  let store: Store | undefined;
  let time: Date | undefined;
  const errors: Error[] = [];

  beforeAll(async () => {
    database = await createDatabase();
    const common = {
      encryptionKeys: [newKey()],
      now: () => time ?? new Date(),
      onError: (e: Error) => errors.push(e),
    };
    const options: StoreOptions =
      database === undefined
        ? { ...common, pgliteDir: 'memory://' }
        : { ...common, databaseUrl: database.url };
    store = await createStore(options);
  }, 60_000);
  afterEach(() => (time = undefined));
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  }, 60_000);

  define({
    get store() {
      if (store === undefined) throw new Error('the store is only there while tests run');
      return store;
    },
    get databaseUrl() {
      return database?.url;
    },
    setTime: (now) => (time = now),
    errors,
  });
}

function isPostgresInstalled(): boolean {
  if (process.env['TEST_DATABASE_URL'] !== undefined || process.env['DATABASE_URL_TEST'] !== undefined)
    return true;
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, 'initdb')));
  return onPath || existsSync('/usr/lib/postgresql');
}
