import { Client } from 'pg';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Secret } from '../../config/secret';
import { createStore } from '../../store';
import type { SaveConnection, Store } from '../../store/types';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { newKey, onPostgres } from './engines';

type Query = (statement: string) => Promise<Record<string, unknown>[]>;

const TABLES = [
  'copilots',
  'api_keys',
  'callback_secrets',
  'zendesk_connections',
  'webhook_secrets',
  'audit_log',
];

function connection(copilotId: string, secret: string, webhookSecret: string): SaveConnection {
  return {
    copilotId,
    subdomain: 'acme',
    appId: 'a',
    keyId: 'k',
    secret: new Secret(secret),
    integrationId: 'i',
    webhookId: 'w',
    agentWorkspaceId: 'aw',
    seatId: 's',
    multiConversations: true,
    checks: [],
    webhookSecret: new Secret(webhookSecret),
  };
}

/** Two tenants with every kind of secret. Returns all of them in the clear. */
async function fill(store: Store): Promise<{ ids: string[]; secrets: string[] }> {
  const ids: string[] = [];
  const secrets: string[] = [];
  for (const name of ['one', 'two']) {
    const { copilot, apiKey, callbackSecret } = await store.copilots.create({
      name,
      callbackUrl: 'https://x.test',
    });
    const second = await store.copilots.createApiKey(copilot.id);
    const rotated = await store.copilots.rotateCallbackSecret(copilot.id);
    await store.connections.save(connection(copilot.id, `zendesk-${name}`, `webhook-${name}`));
    ids.push(copilot.id);
    secrets.push(`zendesk-${name}`, `webhook-${name}`);
    for (const secret of [apiKey, callbackSecret, second?.apiKey, rotated])
      secrets.push(secret?.reveal() ?? '');
  }
  return { ids, secrets };
}

async function expectNoSecret(query: Query, secrets: string[]): Promise<void> {
  for (const table of TABLES) {
    const rows = JSON.stringify(await query(`select * from ${table}`));
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(8);
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
  }
}

describe('secrets at rest (PGlite)', () => {
  it('S33: a copy of the directory shows none, and a store with another key cannot read them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'handoff-store-'));
    try {
      const pgliteDir = join(folder, 'pg');
      const key = newKey();
      const store = await createStore({ pgliteDir, encryptionKeys: [key] });
      const { ids, secrets } = await fill(store);
      await store.close();

      const copy = await PGlite.create(pgliteDir);
      await expectNoSecret(
        async (statement) => (await copy.query<Record<string, unknown>>(statement)).rows,
        secrets,
      );
      await copy.close();

      const errors: Error[] = [];
      const thief = await createStore({
        pgliteDir,
        encryptionKeys: [newKey()],
        onError: (error) => errors.push(error),
      });
      await expect(thief.connections.get(ids[0] ?? '')).rejects.toMatchObject({ kind: 'unreadable_secret' });
      expect(errors).not.toHaveLength(0);
      await thief.close();

      const owner = await createStore({ pgliteDir, encryptionKeys: [key] });
      expect((await owner.connections.get(ids[0] ?? ''))?.secret.reveal()).toBe('zendesk-one');
      await owner.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

onPostgres('secrets at rest', () => {
  let database: TestDatabase | undefined;
  let client: Client;
  const query: Query = async (statement) => (await client.query<Record<string, unknown>>(statement)).rows;

  beforeEach(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database?.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await database?.drop();
  });
  const openStore = (encryptionKeys: Secret[], onError: (error: Error) => void = () => undefined) =>
    createStore({ databaseUrl: database?.url ?? '', encryptionKeys, poolSize: 3, onError });

  it('S33: no row shows one', async () => {
    const store = await openStore([newKey()]);
    const { secrets } = await fill(store);
    await expectNoSecret(query, secrets);
    await store.close();
  });

  it('S33: exchanged between tenants or fields, or altered by a bit, none opens', async () => {
    const store = await openStore([newKey()]);
    const { ids } = await fill(store);
    const [one = '', two = ''] = ids;
    const unreadable = { name: 'StoreError', kind: 'unreadable_secret' };
    const rows = await query(`select secret from zendesk_connections where copilot_id = '${one}'`);
    const original = String(rows[0]?.['secret']);
    const put = (secret: string, id = one) =>
      query(`update zendesk_connections set secret = '${secret}' where copilot_id = '${id}'`);

    await put(original, two);
    await expect(store.connections.get(two)).rejects.toMatchObject(unreadable);

    await query(
      `update zendesk_connections set secret = (select secret from webhook_secrets where copilot_id = '${one}')`,
    );
    await expect(store.connections.get(one)).rejects.toMatchObject(unreadable);

    const [head, sealed = ''] = [
      original.slice(0, original.lastIndexOf(':') + 1),
      original.split(':').at(-1),
    ];
    for (let at = 0; at < sealed.length; at++) {
      const bytes = Buffer.from(sealed, 'base64url');
      const place = at % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << (at % 8)), place);
      await put(head + bytes.toString('base64url'));
      await expect(store.connections.get(one)).rejects.toMatchObject(unreadable);
    }
    await put(original);
    expect((await store.connections.get(one))?.secret.reveal()).toBe('zendesk-one');
    await store.close();
  });

  it('S33: a new key in front re-encrypts everything at the next start, then the old one can go', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const first = await openStore([old]);
    const { ids } = await fill(first);

    // A process with both keys starts while the first one still works.
    const second = await openStore([fresh, old]);
    const keyIds = await query(
      `select distinct split_part(secret, ':', 2) as id from
         (select secret from zendesk_connections union select secret from webhook_secrets
          union select secret from callback_secrets) as all_secrets`,
    );
    expect(keyIds).toHaveLength(1);
    await first.close();
    await second.close();

    const errors: Error[] = [];
    const third = await openStore([fresh], (error) => errors.push(error));
    for (const [index, id] of ids.entries()) {
      expect((await third.connections.get(id))?.secret.reveal()).toBe(`zendesk-${['one', 'two'][index]}`);
      expect((await third.copilots.getWhole(id))?.callbackSecrets).toHaveLength(2);
    }
    expect(errors).toEqual([]);
    await third.close();
  });

  it('a connection whose key was lost can be saved anew', async () => {
    const first = await openStore([newKey()]);
    const [id = ''] = (await fill(first)).ids;
    await first.close();
    const second = await openStore([newKey()]);
    const saved = await second.connections.save(connection(id, 'zendesk-new', 'webhook-new'));
    expect(saved.secret.reveal()).toBe('zendesk-new');
    expect(saved.webhookSecrets.map(({ secret }) => secret.reveal())).toEqual(['webhook-new']);
    await second.close();
  });
});
