import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { startApi, type ApiDeps, type RunningApi } from '../../../api';
import { createFiles } from '../../../config/files';
import { OutboundError } from '../../../config/outbound';
import { Secret } from '../../../config/secret';
import { createStore } from '../../../store';
import type { Store } from '../../../store/types';
import { createTestDatabase } from '../../support/postgres';
import { connectZendesk } from '../../../zendesk/setup';
import { ScriptedGateway } from './scripted-gateway';

// An embedded PostgreSQL starts in a second here, and in ten on a busy machine.
jest.setTimeout(60_000);

export const ADMIN_TOKEN = 'admin-token-canary-0123456789';
const ENCRYPTION_KEY = new Secret(Buffer.alloc(32, 7).toString('base64'));
export const APP_ID = '5ebee0975ac5304b664a12fa';
export const SEAT_ID = 'seat-own';
export const WEBHOOK_SECRET = 'webhook-secret-canary-1';

export interface Scene {
  url: string;
  store: Store;
  gateway: ScriptedGateway;
  /** Every line logged so far. */
  logs: string[];
  api: RunningApi;
  deps: ApiDeps;
  clock: { now: Date | undefined };
  close: () => Promise<void>;
}

/** The real app and the real store over HTTP; Temporal is a scripted double. */
export async function startScene(change: Partial<ApiDeps> = {}): Promise<Scene> {
  // On the server that `npm test` shares, where there is one: an embedded database for each file takes many times as long.
  const database = hasSharedServer() ? await createTestDatabase() : undefined;
  const store = await createStore({
    ...(database === undefined ? { pgliteDir: 'memory://' } : { databaseUrl: database.url }),
    encryptionKeys: [ENCRYPTION_KEY],
  });
  const gateway = new ScriptedGateway();
  const logs: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logs.push(chunk.toString());
      done();
    },
  });
  const clock: Scene['clock'] = { now: undefined };
  const deps: ApiDeps = {
    store,
    handoffs: gateway,
    config: {
      publicUrl: 'https://handoff.example',
      adminToken: new Secret(ADMIN_TOKEN),
      zendeskApiUrl: 'http://127.0.0.1:9/sc',
    },
    logger: pino({ level: 'debug' }, sink),
    connectZendesk,
    outbound: {
      checkUrl: (url) =>
        url.includes('127.0.0.1') ? { ok: false, reason: 'not public' } : { ok: true, url: new URL(url) },
      request: () => Promise.reject(new OutboundError('refused', 'nobody is called from here')),
    },
    files: createFiles({
      publicUrl: 'https://handoff.example',
      encryptionKeys: [ENCRYPTION_KEY],
      files: { kind: 'disk', folder: await mkdtemp(join(tmpdir(), 'handoff-files-')) },
      maxFileBytes: 1_000_000,
    }),
    clock: () => clock.now ?? new Date(),
    limits: { failedKeysPerMinute: 10_000, failedAdminPerMinute: 10_000 },
    ...change,
  };
  const api = await startApi(deps, { port: 0, host: '127.0.0.1' });
  const { port } = api.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    store,
    gateway,
    logs,
    api,
    deps,
    clock,
    close: async () => {
      await api.close();
      await store.close();
      await database?.drop();
    },
  };
}

export interface Tenant {
  copilotId: string;
  apiKey: string;
  webhookKey: string;
  webhookSecret: string;
}

/** A copilot with a Zendesk connection that was saved without asking Zendesk. */
export async function addTenant(
  store: Store,
  change: { connected?: boolean; multiConversations?: boolean; webhookSecret?: string } = {},
): Promise<Tenant> {
  const { copilot, apiKey } = await store.copilots.create({ name: 'Bot' });
  const webhookSecret = change.webhookSecret ?? WEBHOOK_SECRET;
  if (change.connected !== false) {
    await store.connections.save({
      copilotId: copilot.id,
      subdomain: 'acme',
      appId: APP_ID,
      keyId: 'app_1',
      secret: new Secret('zendesk-secret-canary'),
      webhookSecret: new Secret(webhookSecret),
      integrationId: 'int-1',
      webhookId: 'wh-1',
      agentWorkspaceId: 'seat-aw',
      seatId: SEAT_ID,
      multiConversations: change.multiConversations ?? true,
      checks: [],
    });
  }
  return { copilotId: copilot.id, apiKey: apiKey.reveal(), webhookKey: copilot.webhookKey, webhookSecret };
}

function hasSharedServer(): boolean {
  return process.env['TEST_DATABASE_URL'] !== undefined || process.env['DATABASE_URL_TEST'] !== undefined;
}
