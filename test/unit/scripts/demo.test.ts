import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDemo, type DemoPlaces } from '../../../scripts/demo';

interface Copilot {
  apiKey: string;
  settings: Record<string, unknown>;
  appId?: string;
}

/** Our API and the simulator, as far as the demo uses them; what they hold can be lost or broken by a test. */
class World {
  copilots = new Map<string, Copilot>();
  apps = new Map<string, { secret: string }>();
  checkFails = false;
  refuse: number | undefined;
  calls: string[] = [];
  made = 0;

  answer(method: string, path: string, token: string, body: Record<string, string>): [number, unknown] {
    if (method !== 'GET') this.calls.push(`${method} ${path.replace(/cop_\d+/, '{id}')}`);
    if (path === '/simulator/apps') return this.app(body);
    if (path.startsWith('/api/v1/handoffs')) {
      return [[...this.copilots.values()].some(({ apiKey }) => apiKey === token) ? 200 : 401, { items: [] }];
    }
    if (token !== 'admin') return [401, { error: { code: 'unauthorized' } }];
    if (path === '/api/v1/admin/copilots') return this.create(body);
    const copilot = this.copilots.get(/cop_\d+/.exec(path)?.[0] ?? '');
    if (copilot === undefined) return [404, { error: { code: 'not_found' } }];
    if (method === 'PATCH') Object.assign(copilot.settings, body);
    if (!path.includes('/zendesk'))
      return [200, { copilot: { id: 'cop', publicToken: 'pub_1', ...copilot.settings } }];
    return this.connection(method, copilot, body);
  }

  private app(body: Record<string, string>): [number, unknown] {
    const appId = body['appId'] ?? 'a'.repeat(24);
    const known = this.apps.has(appId);
    const secret = body['secret'] ?? 'generated';
    this.apps.set(appId, { secret });
    return [known ? 200 : 201, { app: { appId, subdomain: body['subdomain'], keyId: 'app_1', secret } }];
  }

  private create(body: Record<string, string>): [number, unknown] {
    this.made += 1;
    const id = `cop_${this.made}`;
    const apiKey = `key-${this.made}`;
    this.copilots.set(id, { apiKey, settings: { ...body } });
    return [201, { copilot: { id, publicToken: 'pub_1' }, apiKey, callbackSecret: `whsec_${this.made}` }];
  }

  private connection(method: string, copilot: Copilot, body: Record<string, string>): [number, unknown] {
    if (method === 'PUT') {
      if (this.refuse !== undefined) return [this.refuse, { error: { code: 'verification_failed' } }];
      copilot.appId = body['appId'] ?? '';
      this.checkFails = false;
    }
    if (copilot.appId === undefined) return [404, { error: { code: 'not_found' } }];
    const checks = [{ name: 'credentials', ok: !this.checkFails, detail: '' }];
    return [
      200,
      {
        connection: { appId: copilot.appId, webhookUrl: 'http://localhost:3000/webhooks/zendesk/k', checks },
      },
    ];
  }
}

let world: World;
let server: Server;
let places: DemoPlaces;

beforeEach(async () => {
  world = new World();
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const token = (request.headers.authorization ?? '').replace('Bearer ', '');
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
      const [status, json] = world.answer(request.method ?? '', request.url ?? '', token, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  places = {
    apiUrl: url,
    simulatorUrl: url,
    exampleUrl: 'http://127.0.0.1:4020',
    publicUrl: 'http://localhost:3000',
    adminToken: 'admin',
    dataDir: await mkdtemp(join(tmpdir(), 'handoff-demo-')),
  };
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(places.dataDir, { recursive: true, force: true });
});

const MAKE = [
  'POST /simulator/apps',
  'POST /api/v1/admin/copilots',
  'PUT /api/v1/admin/copilots/{id}/zendesk',
];
const LOOK = ['POST /simulator/apps', 'POST /api/v1/admin/copilots/{id}/zendesk/verify'];

async function again(): Promise<string[]> {
  world.calls = [];
  await ensureDemo(places);
  return world.calls;
}

it('the first start makes account, copilot and connection, and writes what the example reads', async () => {
  expect(await again()).toEqual(MAKE);
  const file = join(places.dataDir, 'demo.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    copilotId: 'cop_1',
    apiKey: 'key-1',
    callbackSecret: 'whsec_1',
    appId: 'a'.repeat(24),
  });
  expect(world.copilots.get('cop_1')?.settings['callbackUrl']).toBe('http://127.0.0.1:4020/callbacks');
});

it('a second start changes nothing', async () => {
  await ensureDemo(places);
  expect(await again()).toEqual(LOOK);
});

it.each<[string, () => void, string[]]>([
  ['the database was emptied', () => world.copilots.clear(), MAKE],
  ['the API key was revoked', () => world.copilots.forEach((copilot) => (copilot.apiKey = 'other')), MAKE],
  ['the simulator forgot us', () => (world.checkFails = true), [...LOOK, MAKE[2] ?? '']],
  [
    'the webhook address changed',
    () => (places.publicUrl = 'http://localhost:3001'),
    [MAKE[0] ?? '', MAKE[2] ?? ''],
  ],
])('after %s, a start mends it', async (_what, harm, calls) => {
  await ensureDemo(places);
  harm();
  expect(await again()).toEqual(calls);
});

it('when the example moves to another port, its callbacks follow', async () => {
  await ensureDemo(places);
  places.exampleUrl = 'http://127.0.0.1:4021';
  expect(await again()).toContain('PATCH /api/v1/admin/copilots/{id}');
  expect(world.copilots.get('cop_1')?.settings['callbackUrl']).toBe('http://127.0.0.1:4021/callbacks');
});

it('a demo file that is cut off is made anew', async () => {
  await writeFile(join(places.dataDir, 'demo.json'), '{"copilotId":"cop_9","apiK');
  expect(await again()).toEqual(MAKE);
});

it('a refused call is reported with its name and the answer', async () => {
  world.refuse = 422;
  await expect(ensureDemo(places)).rejects.toThrow(
    'PUT /api/v1/admin/copilots/{id}/zendesk answered 422: {"code":"verification_failed"}',
  );
});
