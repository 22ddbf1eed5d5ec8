import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../../scripts/processes/ports';
import { ROOT } from '../../../scripts/processes/spawn-part';
import { startThrowAwayPostgres } from '../../../scripts/testing/throw-away-postgres';
import { startReceiver, type ReceiverOptions } from '../../support/world/receiver';
import { zendeskAt } from '../../support/world/zendesk';
import type { History } from '../history';
import { createPart, type Part } from './part';
import { createTemporal } from './temporal';
import { connectTenant, type Tenant } from './tenant';
import { startToxiproxy } from './toxiproxy';

export interface ClusterOptions {
  /** Databases, logs and the simulator's journal. */
  folder: string;
  history: History;
  say: (line: string) => void;
  apis?: number;
  workers?: number;
  /** Where the programs lie: the tree, or a build with failpoints or without a guard. */
  root?: string;
  /** More for API and worker. */
  env?: Record<string, string>;
  /** More for one kind alone. */
  apiEnv?: Record<string, string>;
  workerEnv?: Record<string, string>;
  /** 60 makes Zendesk's quarter of an hour of webhook retries fifteen seconds. */
  timeFactor?: number;
  receiver?: ReceiverOptions;
  /** Folders on disks of their own. */
  postgresIn?: string;
  temporalIn?: string;
}

/**
 * The product as in production: API and worker as processes of their own, several of each, on PostgreSQL and a Temporal server,
 * against a simulated Zendesk and a callback receiver; every pair talks through a proxy that faults can be put on. Each API
 * serves one tenant's webhooks, so that both get some.
 */
export async function createCluster(options: ClusterOptions) {
  const { folder, history, say, apis = 2, workers = 2, root = ROOT } = options;
  await mkdir(join(folder, 'logs'), { recursive: true });
  const [postgres, proxies, temporal, receiver, simulatorPort] = await Promise.all([
    startThrowAwayPostgres(options.postgresIn),
    startToxiproxy(say),
    createTemporal(options.temporalIn ?? folder, history),
    startReceiver(options.receiver),
    freePort(),
  ]);
  if (postgres === undefined) throw new Error('the chaos harness needs PostgreSQL (initdb and postgres)');
  await temporal.start();

  const logged: Record<string, string[]> = {};
  const logTo = (name: string) => {
    const file = createWriteStream(join(folder, 'logs', `${name}.log`));
    const kept = (logged[name] = [] as string[]);
    return (text: string) => {
      file.write(text);
      kept.push(text);
    };
  };
  const simulator = createPart({
    name: 'simulator',
    entry: join(root, 'simulator/main.ts'),
    env: {
      SIMULATOR_PORT: String(simulatorPort),
      DATA_DIR: join(folder, 'simulator'),
      SIMULATOR_TIME_FACTOR: String(options.timeFactor ?? 60),
      LOG_LEVEL: 'warn',
    },
    readyUrl: `http://127.0.0.1:${simulatorPort}/health/ready`,
    history,
    log: logTo('simulator'),
  });
  await simulator.start();

  const database = new URL(postgres.url);
  const zendeskHost = await proxies.between('zendesk', `127.0.0.1:${simulatorPort}`);
  const callbackHost = await proxies.between('callbacks', receiver.host);
  const common = {
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    ADMIN_TOKEN: randomBytes(16).toString('hex'),
    ZENDESK_API_URL: `http://${zendeskHost}/sc`,
    OUTBOUND_ALLOW: callbackHost,
    TEMPORAL_NAMESPACE: 'default',
    LOG_LEVEL: 'info',
    ...options.env,
  };
  /** What a kind of process sees of Temporal and the database: by ways of its own, so that one kind can be cut off alone. */
  const seenBy = async (kind: 'api' | 'worker') => ({
    TEMPORAL_ADDRESS: await proxies.between(`${kind}-temporal`, temporal.address),
    DATABASE_URL: via(await proxies.between(`${kind}-database`, database.host), database),
  });
  const apiEnv = { ...(await seenBy('api')), ...options.apiEnv };
  const workerEnv = { ...(await seenBy('worker')), ...options.workerEnv };

  const workerParts: Part[] = [];
  for (let n = 1; n <= workers; n += 1) {
    workerParts.push(
      createPart({
        name: `worker${n}`,
        entry: join(root, 'worker/main.ts'),
        env: { ...common, ...workerEnv },
        readyWord: '"msg":"ready"',
        history,
        log: logTo(`worker${n}`),
      }),
    );
  }
  // The first start migrates the database and registers the search attributes.
  await workerParts[0]?.start();

  const doors: { part: Part; callersUrl: string; url: string }[] = [];
  for (let n = 1; n <= apis; n += 1) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const webhookHost = await proxies.between(`webhooks${n}`, `127.0.0.1:${port}`);
    const part = createPart({
      name: `api${n}`,
      entry: join(root, 'api/main.ts'),
      env: { ...common, ...apiEnv, PORT: String(port), PUBLIC_URL: `http://${webhookHost}` },
      readyUrl: `${url}/health/live`,
      history,
      log: logTo(`api${n}`),
    });
    const callersHost = await proxies.between(`callers${n}`, `127.0.0.1:${port}`);
    doors.push({ part, url, callersUrl: `http://${callersHost}` });
  }
  const apiParts = doors.map(({ part }) => part);
  await Promise.all([...workerParts.slice(1), ...apiParts].map((part) => part.start()));
  const zendesk = zendeskAt(`http://127.0.0.1:${simulatorPort}`);
  const cluster = {
    temporal,
    simulator,
    proxies,
    receiver,
    zendesk,
    databaseUrl: postgres.url,
    adminToken: common.ADMIN_TOKEN,
    encryptionKey: common.ENCRYPTION_KEYS,
    apis: apiParts,
    workers: workerParts,
    /** Where users, backends and readers call: one address for each API. */
    callersUrls: doors.map(({ callersUrl }) => callersUrl),
    part(name: string): Part {
      const found = [temporal, simulator, ...apiParts, ...workerParts].find((part) => part.name === name);
      if (found === undefined) throw new Error(`no part ${name}`);
      return found;
    },
    logs: () => Object.entries(logged).map(([name, texts]) => ({ name, text: texts.join('') })),
    /** A copilot, connected by the nth API, to which its webhooks go. */
    tenant: (nth: number, more?: Record<string, unknown>): Promise<Tenant> =>
      connectTenant({
        cluster,
        url: doors[nth]?.url ?? '',
        callbackUrl: `http://${callbackHost}/callbacks`,
        ...(more === undefined ? {} : { preferences: more }),
      }),
    async close() {
      await Promise.all([...apiParts, ...workerParts].map((part) => part.kill9()));
      await simulator.kill9();
      await Promise.all([temporal.kill9(), proxies.close(), receiver.close(), postgres.stop()]);
    },
  };
  return cluster;
}
export type Cluster = Awaited<ReturnType<typeof createCluster>>;

function via(host: string, database: URL): string {
  const url = new URL(database.href);
  url.host = host;
  return url.href;
}
