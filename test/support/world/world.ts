import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports';
import { createTestDatabase } from '../postgres';
import { startProcess, type TestProcess } from '../processes';
import { testTemporal } from '../temporal';
import { copilotBackend, type CopilotBackend } from './copilot';
import { eventually, json } from './http';
import { startReceiver } from './receiver';
import { startZendesk } from './zendesk';

export interface WorldOptions {
  /** `app`: API and worker in one process. `split`: two, as in production; needs PostgreSQL. */
  processes?: 'app' | 'split';
  /** A Temporal server of the test's own (to be killed), instead of the shared one. */
  temporal?: { address: string; namespace: string };
  /** Default `info`. */
  logLevel?: string;
  /** `host:port` of servers of the test that the processes may call, beside the receiver. */
  outboundAllow?: string[];
}

/** The whole product as processes of its own, against the simulator and a callback receiver. */
export async function createWorld(options: WorldOptions = {}) {
  const own = options.temporal === undefined ? await testTemporal() : undefined;
  const temporal = options.temporal ?? own;
  if (temporal === undefined) throw new Error('no Temporal');
  const [zendesk, receiver, database, apiPort, dataDir] = await Promise.all([
    startZendesk(),
    startReceiver(),
    createTestDatabase(),
    freePort(),
    mkdtemp(join(tmpdir(), 'world-')),
  ]);
  if (options.processes === 'split' && database === undefined)
    throw new Error('API and worker apart need PostgreSQL');
  const adminToken = randomBytes(16).toString('hex');
  const env = {
    PORT: String(apiPort),
    PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
    DATA_DIR: dataDir,
    ...(database === undefined ? {} : { DATABASE_URL: database.url }),
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    ADMIN_TOKEN: adminToken,
    ZENDESK_API_URL: `${zendesk.url}/sc`,
    OUTBOUND_ALLOW: [receiver.host, ...(options.outboundAllow ?? [])].join(','),
    LOG_LEVEL: options.logLevel ?? 'info',
  };
  const apiUrl = env.PUBLIC_URL;
  const readyUrl = `${apiUrl}/health/ready`;
  const start = {
    app: () => startProcess({ entry: 'scripts/app.ts', env, readyUrl }),
    api: () => startProcess({ entry: 'api/main.ts', env, readyUrl }),
    // Its first start registers the search attributes; before that no handoff can be started.
    worker: async () => {
      const worker = await startProcess({ entry: 'worker/main.ts', env });
      await eventually(() => worker.output().includes('"msg":"ready"'), {
        // The machine may be busy.
        withinMs: 60_000,
        say: () => worker.output(),
      });
      return worker;
    },
  };
  const processes: TestProcess[] =
    options.processes === 'split' ? [await start.api(), await start.worker()] : [await start.app()];

  return {
    zendesk,
    receiver,
    apiUrl,
    adminToken,
    /** What the processes are given; `DATABASE_URL` only where there is a PostgreSQL. */
    env: env as typeof env & { DATABASE_URL?: string },
    temporal,
    start,
    /** `app`, or `api` and `worker`: replace the entry after a restart. */
    processes,
    admin: <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
      json<T>(method, `${apiUrl}/api/v1/admin${path}`, body, { authorization: `Bearer ${adminToken}` }),
    newSession: () => `s-${randomUUID()}`,
    /** A copilot with callbacks, connected to an app of its own in the simulator. */
    async connectedCopilot(
      more: { app?: Record<string, unknown>; preferences?: Record<string, unknown> } = {},
    ): Promise<CopilotBackend> {
      const app = await zendesk.newApp({ subdomain: `acme-${randomUUID().slice(0, 8)}`, ...more.app });
      const made = await this.admin<{ copilot: { id: string }; apiKey: string; callbackSecret: string }>(
        'POST',
        '/copilots',
        { name: 'Demo copilot', callbackUrl: receiver.url },
      );
      receiver.secrets.push(made.body.callbackSecret);
      const copilotId = made.body.copilot.id;
      const { subdomain, appId, keyId, secret } = app;
      const connected = await this.admin('PUT', `/copilots/${copilotId}/zendesk`, {
        subdomain,
        appId,
        keyId,
        secret,
      });
      if (connected.status !== 200) throw new Error(`not connected: ${JSON.stringify(connected.body)}`);
      if (more.preferences !== undefined) {
        const put = await this.admin('PUT', `/copilots/${copilotId}/zendesk/preferences`, more.preferences);
        if (put.status !== 200) throw new Error(`preferences: ${JSON.stringify(put.body)}`);
      }
      return copilotBackend({ apiUrl, copilotId, apiKey: made.body.apiKey, app });
    },
    /** What the processes printed, for the message of a failing expectation. */
    output: () => processes.map((part) => part.output()).join('\n'),
    async close() {
      await Promise.all(processes.map((part) => part.stop()));
      await Promise.all([zendesk.close(), receiver.close()]);
      await database?.drop();
      await own?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
export type World = Awaited<ReturnType<typeof createWorld>>;
