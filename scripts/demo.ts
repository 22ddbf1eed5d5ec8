// The demo: an account in the Zendesk simulator, a copilot of ours connected to it, and the file the example reads.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptional } from './read-optional';
import { asRecord, callJson, expectStatus, text } from './start/http-json';
import { writePrivateFile } from './write-private-file';

export interface DemoPlaces {
  /** Without trailing slash, as this machine reaches them. */
  apiUrl: string;
  simulatorUrl: string;
  exampleUrl: string;
  /** What the webhook URL must begin with. */
  publicUrl: string;
  adminToken: string;
  dataDir: string;
}

/** `DATA_DIR/demo.json`; the example copilot reads `apiKey` and `callbackSecret`. */
export interface Demo {
  copilotId: string;
  /** For the widget's snippet. */
  publicToken: string;
  apiKey: string;
  callbackSecret: string;
  subdomain: string;
  appId: string;
  keyId: string;
  secret: string;
}

/**
 * Makes the demo or mends the one there is; a second call changes nothing. What was made before is used again as long as
 * every part of it still works: the simulator or the database may have been emptied in between.
 * @throws Error naming the call that was refused, with the answer
 */
export async function ensureDemo(places: DemoPlaces): Promise<Demo> {
  const file = join(places.dataDir, 'demo.json');
  const kept = await readDemo(file);
  const account = await ensureAccount(places, kept);
  const copilot = (await keptCopilot(places, kept)) ?? (await createCopilot(places));
  const demo = { ...copilot, ...account };
  // Written before the connection is made: the API key is shown only once.
  if (JSON.stringify(demo) !== JSON.stringify(kept)) {
    await mkdir(places.dataDir, { recursive: true });
    await writePrivateFile(file, `${JSON.stringify(demo, null, 2)}\n`);
  }
  if (!(await isConnected(places, demo))) await connect(places, demo);
  return demo;
}

type Account = Pick<Demo, 'subdomain' | 'appId' | 'keyId' | 'secret'>;
type Copilot = Pick<Demo, 'copilotId' | 'publicToken' | 'apiKey' | 'callbackSecret'>;

async function ensureAccount({ simulatorUrl }: DemoPlaces, kept: Demo | undefined): Promise<Account> {
  const wanted =
    kept === undefined
      ? { subdomain: 'acme', displayName: 'Acme' }
      : {
          subdomain: kept.subdomain,
          displayName: 'Acme',
          appId: kept.appId,
          keyId: kept.keyId,
          secret: kept.secret,
        };
  const answer = await callJson('POST', `${simulatorUrl}/simulator/apps`, { body: wanted });
  const app = asRecord(expectStatus(answer, [200, 201], 'POST /simulator/apps')['app']);
  return {
    subdomain: text(app, 'subdomain'),
    appId: text(app, 'appId'),
    keyId: text(app, 'keyId'),
    secret: text(app, 'secret'),
  };
}

/** The copilot of the last start if it exists, its key opens the API, and its callbacks reach the example. */
async function keptCopilot(places: DemoPlaces, kept: Demo | undefined): Promise<Copilot | undefined> {
  if (kept === undefined) return undefined;
  const url = `${places.apiUrl}/api/v1/admin/copilots/${kept.copilotId}`;
  const found = await callJson('GET', url, { token: places.adminToken });
  if (found.status === 404) return undefined;
  const copilot = asRecord(expectStatus(found, [200], 'GET /api/v1/admin/copilots/{id}')['copilot']);
  const opened = await callJson('GET', `${places.apiUrl}/api/v1/handoffs?limit=1`, { token: kept.apiKey });
  if (opened.status === 401) return undefined;
  expectStatus(opened, [200], 'GET /api/v1/handoffs');
  const wanted = settingsOf(places);
  if (Object.entries(wanted).some(([key, value]) => JSON.stringify(copilot[key]) !== JSON.stringify(value))) {
    const body = wanted;
    const changed = await callJson('PATCH', url, { token: places.adminToken, body });
    expectStatus(changed, [200], 'PATCH /api/v1/admin/copilots/{id}');
  }
  const { copilotId, apiKey, callbackSecret } = kept;
  return { copilotId, publicToken: text(copilot, 'publicToken'), apiKey, callbackSecret };
}

async function createCopilot(places: DemoPlaces): Promise<Copilot> {
  const answer = await callJson('POST', `${places.apiUrl}/api/v1/admin/copilots`, {
    token: places.adminToken,
    body: { name: 'Demo copilot', ...settingsOf(places) },
  });
  const body = expectStatus(answer, [201], 'POST /api/v1/admin/copilots');
  const made = asRecord(body['copilot']);
  return {
    copilotId: text(made, 'id'),
    publicToken: text(made, 'publicToken'),
    apiKey: text(body, 'apiKey'),
    callbackSecret: text(body, 'callbackSecret'),
  };
}

/** Looked at from our side and from Zendesk's: the same account, our present webhook URL, every check green. */
async function isConnected(places: DemoPlaces, demo: Demo): Promise<boolean> {
  const url = `${places.apiUrl}/api/v1/admin/copilots/${demo.copilotId}/zendesk`;
  const found = await callJson('GET', url, { token: places.adminToken });
  const connection = asRecord(found.body['connection']);
  if (found.status !== 200 || connection['appId'] !== demo.appId) return false;
  if (!String(connection['webhookUrl']).startsWith(`${places.publicUrl}/`)) return false;
  const verified = await callJson('POST', `${url}/verify`, { token: places.adminToken });
  const checks = asRecord(verified.body['connection'])['checks'] ?? verified.body['checks'];
  return (
    verified.status === 200 &&
    Array.isArray(checks) &&
    checks.length > 0 &&
    checks.every((check) => asRecord(check)['ok'] === true)
  );
}

async function connect(
  places: DemoPlaces,
  { copilotId, subdomain, appId, keyId, secret }: Demo,
): Promise<void> {
  const url = `${places.apiUrl}/api/v1/admin/copilots/${copilotId}/zendesk`;
  const body = { subdomain, appId, keyId, secret };
  const answer = await callJson('PUT', url, { token: places.adminToken, body });
  expectStatus(answer, [200], 'PUT /api/v1/admin/copilots/{id}/zendesk');
}

/** Where the example is: its callbacks, its bot, and the pages that may show the widget. */
function settingsOf({ exampleUrl }: DemoPlaces) {
  const { protocol, port } = new URL(exampleUrl);
  const hosts = ['localhost', '127.0.0.1'];
  return {
    callbackUrl: `${exampleUrl}/callbacks`,
    botUrl: `${exampleUrl}/bot`,
    allowedOrigins: hosts.map((host) => `${protocol}//${host}:${port}`),
  };
}

/** Undefined where there is none or it is not whole: then the demo is made anew. */
async function readDemo(file: string): Promise<Demo | undefined> {
  const content = (await readOptional(file)) ?? '{}';
  let json: Record<string, unknown>;
  try {
    json = asRecord(JSON.parse(content));
  } catch {
    return undefined;
  }
  const keys = ['copilotId', 'apiKey', 'callbackSecret', 'subdomain', 'appId', 'keyId', 'secret'] as const;
  if (!keys.every((key) => typeof json[key] === 'string')) return undefined;
  return Object.fromEntries(keys.map((key) => [key, json[key]])) as unknown as Demo;
}
