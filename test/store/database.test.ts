import { sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { Client } from 'pg';
import { createStore, runMigrations } from '../../store';
import { createDatabase } from '../../store/db/database';
import { openPglite } from '../../store/db/pglite';
import * as copilotTables from '../../store/schema/copilots';
import * as fileTables from '../../store/schema/files';
import * as handoffTables from '../../store/schema/handoffs';
import * as logTables from '../../store/schema/logs';
import * as sessionTables from '../../store/schema/sessions';
import * as settingsTables from '../../store/schema/settings';
import journal from '../../store/migrations/meta/_journal.json';
import { createTestDatabase } from '../support/postgres';
import { newKey, onBothEngines, onPostgres } from './engines';
import { newScene } from './scene';

const TABLES = [copilotTables, fileTables, handoffTables, logTables, sessionTables, settingsTables]
  .flatMap((module) => Object.values(module) as unknown[])
  .filter((value) => value instanceof PgTable);

onBothEngines('the database', (engine) => {
  it('answers a ping', async () => {
    await expect(engine.store.ping()).resolves.toBeUndefined();
  });

  it('gives a named lock to one at a time, and frees it after a failure', async () => {
    const { store } = engine;
    const order: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = store.withLock('reconcile', async () => {
      order.push('first');
      await held;
    });
    while (order.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await store.withLock('reconcile', () => Promise.reject(new Error('never runs')))).toBe(false);
    expect(await store.withLock('another', () => Promise.resolve())).toBe(true);
    release();
    expect(await first).toBe(true);
    await expect(store.withLock('reconcile', () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(await store.withLock('reconcile', () => Promise.resolve())).toBe(true);
  });

  it('S33: errors show neither the query nor its parameters', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const failure = await store.handoffs
      .open({
        copilotId: scene.copilotId,
        request: { sessionId: 's'.repeat(5_000), user: { name: 'Canary Jones' } },
      })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    // An index row holds 2,704 bytes, but compresses: where the database took it, there is nothing to look at.
    if (failure !== undefined) expect(inspect(failure)).not.toContain('Canary Jones');
    const endless = await store.handoffs.list({ copilotId: 'canary-parameter', limit: 1.5 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(endless).toMatchObject({ name: 'StoreError', kind: 'internal' });
    expect(JSON.stringify({ ...(endless as object), text: String(endless) })).not.toContain(
      'canary-parameter',
    );
    expect((endless as Error).cause).toBeUndefined();
  });
});

describe('the schema', () => {
  it('in code and in the migrations has the same tables, columns, types and defaults of NOT NULL', async () => {
    const engine = await openPglite('memory://');
    await engine.migrate();
    const actual = await createDatabase(engine).run((db) =>
      db.execute(sql`select table_name || '.' || column_name || ' ' ||
        format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end as column
        from information_schema.columns c
        join pg_attribute a on a.attrelid = c.table_name::regclass and a.attname = c.column_name
        where table_schema = 'public'`),
    );
    const rows = (actual as { rows: { column: string }[] }).rows.map(({ column }) => column);
    const expected = TABLES.flatMap((table) => {
      const { name, columns, primaryKeys } = getTableConfig(table);
      const keys = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
      return columns.map((column) => {
        const type = column.getSQLType().replace('timestamp (3) with', 'timestamp(3) with');
        return `${name}.${column.name} ${type}${column.notNull || keys.has(column.name) ? ' not null' : ''}`;
      });
    });
    expect(rows.sort()).toEqual(expected.sort());
    await engine.close();
  }, 60_000);
});

onPostgres('a PostgreSQL server', (engine) => {
  it('F37: is migrated once by five processes that start together', async () => {
    const database = await createTestDatabase();
    if (database === undefined) throw new Error('no PostgreSQL');
    const stores = await Promise.all(
      Array.from({ length: 5 }, () =>
        createStore({ databaseUrl: database.url, encryptionKeys: [newKey()], poolSize: 1 }),
      ),
    );
    await runMigrations({ databaseUrl: database.url });
    for (const store of stores) await store.ping();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('select * from drizzle.__drizzle_migrations');
    expect(rows).toHaveLength(journal.entries.length);
    await client.end();
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  }, 60_000);

  it('F8: whose row is locked by somebody for long is unavailable, not waited for without end', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    await scene.open();
    const client = new Client({ connectionString: engine.databaseUrl });
    await client.connect();
    await client.query('begin');
    await client.query('select * from sessions for update');
    const started = Date.now();
    await expect(scene.say('m1')).rejects.toMatchObject({ name: 'StoreError', kind: 'unavailable' });
    expect(Date.now() - started).toBeLessThan(9_000);
    await client.query('rollback');
    await client.end();
    expect(await scene.say('m1')).toMatchObject({ outcome: 'accepted', n: 1 });
  }, 30_000);

  it('that ends our connections loses no message: the caller hears of it, and a repeat goes through', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    await scene.open();
    const client = new Client({ connectionString: engine.databaseUrl });
    await client.connect();
    const kill = () =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`,
      );
    const outcomes = { accepted: 0, unavailable: 0 };
    for (let round = 0; round < 20; round++) {
      const ids = Array.from({ length: 5 }, (_, i) => `m${round}-${i}`);
      const saying = ids.map((id) => scene.say(id).then(() => 'accepted' as const, asUnavailable));
      if (round % 2 === 1) await new Promise((resolve) => setTimeout(resolve, 3));
      await kill();
      for (const outcome of await Promise.all(saying)) outcomes[outcome]++;
      for (const id of ids) {
        const answer = await scene.say(id).catch(() => scene.say(id));
        expect(answer.outcome).toMatch(/^(accepted|repeated)$/);
      }
    }
    expect(outcomes.unavailable).toBeGreaterThan(0);
    const { counts } = (await scene.latest()).handoff;
    expect(counts.fromUser).toBe(100);
    expect(await scene.events()).toHaveLength(101);
    await client.end();
  }, 60_000);

  it('that is not there, or never answers, makes a clear error within seconds', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const open = (at: number) =>
      createStore({
        databaseUrl: `postgres://u:canary-password@127.0.0.1:${at}/x`,
        encryptionKeys: [newKey()],
      });
    const failures = await Promise.all(
      [port, 1].map((at) =>
        open(at).then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'StoreError', kind: 'unavailable' });
      expect(inspect(failure)).not.toContain('canary-password');
    }
    silent.close();
  }, 30_000);
});

function asUnavailable(error: unknown): 'unavailable' {
  expect(error).toMatchObject({ name: 'StoreError', kind: 'unavailable' });
  return 'unavailable';
}
