import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Check, ConnectionView } from '../../../contract/admin';
import { Secret } from '../../../config/secret';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { call, type ErrorAnswer } from '../api/client';
import { ADMIN_TOKEN, startScene, type Scene } from '../api/scene';
import { startScriptedServer, type Script, type ScriptedServer } from '../zendesk/scripted-server';
import { follow, lines } from './progress';

interface App {
  appId: string;
  keyId: string;
  secret: string;
  integrationKeyId: string;
}

let zendesk: Simulator;
let odd: ScriptedServer;
let scene: Scene;
beforeAll(async () => {
  [zendesk, odd] = await Promise.all([startSimulator({ logLevel: 'silent' }), startScriptedServer()]);
  scene = await startScene({
    config: {
      publicUrl: 'https://handoff.example',
      adminToken: new Secret(ADMIN_TOKEN),
      zendeskApiUrl: `${zendesk.url}/sc`,
    },
  });
});
afterAll(async () => {
  await scene.close();
  await Promise.all([zendesk.close(), odd.close()]);
});
afterEach(() => {
  scene.deps.config.zendeskApiUrl = `${zendesk.url}/sc`;
});

const admin = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
  call<T>(scene.url, method, `/api/v1/admin${path}`, {
    key: ADMIN_TOKEN,
    ...(body === undefined ? {} : { body }),
  });
const provision = async (draft: Record<string, unknown> = {}) =>
  (await call<{ app: App }>(zendesk.url, 'POST', '/simulator/apps', { body: draft })).body.app;
const newCopilot = async () =>
  (await admin<{ copilot: { id: string; webhookUrl: string } }>('POST', '/copilots', { name: 'Bot' })).body
    .copilot;
const entries = ({ appId, keyId, secret }: App) => ({ subdomain: 'acme', appId, keyId, secret });
const log = async (copilotId: string) =>
  (await scene.store.connectionLog.list({ copilotId, limit: 50 })).items;

describe('R53: the checklist comes line by line', () => {
  it('each line is running, then done; the last event has the connection, and no secret is in any', async () => {
    const app = await provision();
    const { id } = await newCopilot();
    const { status, events, text } = await follow(scene, 'PUT', `/copilots/${id}/zendesk`, entries(app));
    expect(status).toBe(200);
    expect(lines(events)).toEqual([
      'credentials:running',
      'credentials:passed',
      'app_scope:passed',
      'multi_conversations:passed',
      'integration:running',
      'integration:passed',
      'webhook:running',
      'webhook:passed',
      'agent_workspace:running',
      'agent_workspace:passed',
      'seat:running',
      'seat:passed',
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      connection: { status: 'active', subdomain: 'acme' },
    });
    const saved = await scene.store.connections.getWhole(id);
    expect(text).not.toContain(app.secret);
    expect(text).not.toContain(saved?.webhookSecrets[0]?.secret.reveal());
    expect((await log(id)).map(({ kind }) => kind)).toEqual(['connected']);
    const again = await follow(scene, 'POST', `/copilots/${id}/zendesk/verify`);
    expect(again.events.at(-1)).toMatchObject({ type: 'done', connection: { status: 'active' } });
  });

  it('a failure says what to do, the rest is not checked, and nothing is stored', async () => {
    const app = await provision();
    const { id } = await newCopilot();
    const wrong = { ...entries(app), keyId: app.integrationKeyId };
    const { status, events } = await follow(scene, 'PUT', `/copilots/${id}/zendesk`, wrong);
    expect(status).toBe(200);
    expect(lines(events)).toEqual([
      'credentials:running',
      'credentials:failed',
      'app_scope:failed',
      'multi_conversations:not_checked',
      'integration:not_checked',
      'webhook:not_checked',
      'agent_workspace:not_checked',
      'seat:not_checked',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'verification_failed' } });
    expect(await scene.store.connections.get(id)).toBeUndefined();
    expect(await log(id)).toMatchObject([
      { kind: 'verification_failed', message: expect.stringMatching(/app_/) as string },
    ]);
  });

  it('R26: multi-conversations off is a warning that says what is irreversible', async () => {
    const app = await provision({ multiConversations: false });
    const { id } = await newCopilot();
    const { events } = await follow(scene, 'PUT', `/copilots/${id}/zendesk`, entries(app));
    expect(lines(events)).toContain('multi_conversations:warning');
    const warning = events.find((event) => event.type === 'check' && event.check.state === 'warning');
    expect(JSON.stringify(warning)).toMatch(/irreversible/);
    expect(events.at(-1)).toMatchObject({ type: 'done', connection: { multiConversations: false } });
  });

  it('a body that is not valid is answered before any stream', async () => {
    const { id } = await newCopilot();
    const answer = await follow(scene, 'PUT', `/copilots/${id}/zendesk`, {
      subdomain: 'https://acme.zendesk.com',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('"invalid_request"');
  });

  it.each([
    ['no Agent Workspace', { agentWorkspace: false }, 'agent_workspace', /Turn it on/],
    ['a plan without messaging', { messaging: false }, 'agent_workspace', /plan.*messaging/],
  ])('%s', async (_name, draft, name, words) => {
    const { id } = await newCopilot();
    const refused = await admin<ErrorAnswer>(
      'PUT',
      `/copilots/${id}/zendesk`,
      entries(await provision(draft)),
    );
    expect(refused.status).toBe(422);
    const checks = refused.body.error.details?.['checks'] as Check[];
    expect(checks.find((check) => check.name === name)).toMatchObject({ ok: false });
    expect(checks.find((check) => check.name === name)?.detail).toMatch(words);
    expect(await scene.store.connections.get(id)).toBeUndefined();
  });

  it('a wrong App ID, one of another account, and a plan that Zendesk wants paid', async () => {
    const [app, other] = [await provision(), await provision()];
    const { id } = await newCopilot();
    const detailOf = async (body: object) => {
      const { body: answer } = await admin<ErrorAnswer>('PUT', `/copilots/${id}/zendesk`, body);
      return (answer.error.details?.['checks'] as Check[]).find(({ ok }) => !ok)?.detail;
    };
    expect(await detailOf({ ...entries(app), appId: 'f'.repeat(24) })).toMatch(/no app with this App ID/);
    expect(await detailOf({ ...entries(app), appId: other.appId })).toMatch(/key of another app/);
    const { appId } = app;
    await call(zendesk.url, 'POST', '/simulator/faults', {
      body: { op: 'getApp', appId, when: 'before', times: 1, do: { type: 'status', status: 402 } },
    });
    expect(await detailOf(entries(app))).toMatch(/plan.*does not include/i);
    expect(await scene.store.connections.get(id)).toBeUndefined();
  });
});

describe('S25: a host that is not Zendesk', () => {
  const trap: { requests: string[] } = { requests: [] };
  const elsewhere = createServer((req, res) => {
    trap.requests.push(String(req.headers.authorization));
    res.end('{}');
  });
  beforeAll(() => new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => elsewhere.close(resolve)));
  const elsewhereUrl = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;

  async function expectRefused(words: RegExp, url = odd.url): Promise<void> {
    const app = await provision();
    const { id } = await newCopilot();
    scene.deps.config.zendeskApiUrl = `${url}/sc`;
    const { events, text, tookMs } = await follow(scene, 'PUT', `/copilots/${id}/zendesk`, entries(app));
    expect(tookMs).toBeLessThan(15_000);
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'verification_failed' } });
    const failed = events.find((event) => event.type === 'check' && event.check.state === 'failed');
    expect(failed?.type === 'check' ? failed.check.detail : '').toMatch(words);
    expect(text).not.toContain(app.secret);
    expect(await scene.store.connections.get(id)).toBeUndefined();
    expect(trap.requests).toEqual([]);
  }

  /** To the simulator, after four seconds. */
  const passOn = async ({ method, url, headers, body }: Parameters<Script>[0], res: ServerResponse) => {
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const isGone = () => res.destroyed;
    if (isGone()) return;
    const answer = await fetch(`${zendesk.url}${url}`, {
      method,
      headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
      ...(body === '' ? {} : { body }),
    });
    const text = await answer.text();
    if (!isGone()) res.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  };

  it.each([301, 302, 307, 308])('that redirects (%i): the key goes nowhere else', async (status) => {
    odd.script = (_received, res) => {
      res.writeHead(status, { location: `${elsewhereUrl()}/v2/apps/x` }).end();
    };
    await expectRefused(/sends us on to another one, which we do not follow/);
  });

  it.each([200, 404])('that answers HTML (%i)', async (status) => {
    odd.script = (_received, res) => {
      res.writeHead(status, { 'content-type': 'text/html' }).end('<html>Oops</html>');
    };
    await expectRefused(/Check (the subdomain|both)/);
  });

  it('where nobody is', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    await expectRefused(/No server answers.*subdomain/, `http://127.0.0.1:${port}`);
  });

  it('that hangs: over within 15 s', async () => {
    odd.script = () => undefined;
    await expectRefused(/No answer came in time|too long/);
  }, 60_000);

  it('that is slow with each call, none of them for too long: the whole is over within 15 s', async () => {
    const answers: Promise<void>[] = [];
    odd.script = (received, res) => {
      const slow = passOn(received, res);
      answers.push(slow);
      return slow;
    };
    await expectRefused(/takes too long to answer/);
    // The last one is still under way, to a server that the end of the suite closes.
    await Promise.all(answers);
  }, 60_000);

  it.each([
    'evil.com#',
    'a.b',
    'a.b/..',
    'x@y',
    'acme.zendesk.com',
    'https://acme',
    'ACME',
    'acme\n',
    '-acme',
    'a',
    'é',
  ])('the subdomain %j is refused before anything is called', async (subdomain) => {
    const { id } = await newCopilot();
    const before = odd.received.length;
    scene.deps.config.zendeskApiUrl = `${odd.url}/sc`;
    const body = { subdomain, appId: 'a'.repeat(24), keyId: 'app_1', secret: 'a-secret' };
    const { status, body: answer, text } = await admin<ErrorAnswer>('PUT', `/copilots/${id}/zendesk`, body);
    expect([status, answer.error.code]).toEqual([422, 'invalid_request']);
    expect(answer.error.details?.['issues']).toMatchObject([{ path: 'subdomain' }]);
    expect(text).not.toContain('a-secret');
    expect(odd.received.length).toBe(before);
  });

  it('S35: what the form does not have is refused', async () => {
    const { id } = await newCopilot();
    for (const extra of [{ copilotId: 'cop_x' }, { status: 'active' }, { baseUrl: 'https://evil.test' }]) {
      const body = { ...entries(await provision()), ...extra };
      expect((await admin('PUT', `/copilots/${id}/zendesk`, body)).status).toBe(422);
    }
  });
});

describe('the secret may be left out', () => {
  it('when nothing else changed; never for another account', async () => {
    const app = await provision();
    const { id } = await newCopilot();
    const { subdomain, appId, keyId } = entries(app);
    const path = `/copilots/${id}/zendesk`;
    expect((await admin('PUT', path, { subdomain, appId, keyId })).status).toBe(422);
    await admin('PUT', path, entries(app));
    expect((await admin('PUT', path, { subdomain, appId, keyId })).status).toBe(200);
    for (const change of [{ subdomain: 'other' }, { appId: 'f'.repeat(24) }, { keyId: 'app_other' }]) {
      const refused = await admin<ErrorAnswer>('PUT', path, { subdomain, appId, keyId, ...change });
      expect(refused.body.error.details).toEqual({
        issues: [{ path: 'secret', message: 'the secret is required' }],
      });
    }
  });
});

describe('the webhook by hand (product.txt)', () => {
  it('needs the pasted secret, makes no integration, and says what to make', async () => {
    const app = await provision();
    const { id, webhookUrl } = await newCopilot();
    const path = `/copilots/${id}/zendesk`;
    const manual = { ...entries(app), webhookMode: 'manual' };
    const bare = await admin<ErrorAnswer>('PUT', path, manual);
    expect(bare.body.error.details?.['issues']).toMatchObject([{ path: 'webhookSecret' }]);
    const missing = await admin<ErrorAnswer>('PUT', path, { ...manual, webhookSecret: 'pasted-secret' });
    const checks = missing.body.error.details?.['checks'] as Check[];
    expect(checks.find(({ name }) => name === 'integration')?.detail).toMatch(
      /No webhook with our URL.*copy the webhook URL/,
    );
    const authorization = `Basic ${Buffer.from(`${app.keyId}:${app.secret}`).toString('base64')}`;
    const made = await call<{ integration: { id: string; webhooks: { secret: string }[] } }>(
      zendesk.url,
      'POST',
      `/sc/v2/apps/${app.appId}/integrations`,
      {
        headers: { authorization },
        body: {
          type: 'custom',
          displayName: 'By hand',
          webhooks: [{ target: webhookUrl, triggers: ['*'], includeFullUser: true, includeFullSource: true }],
        },
      },
    );
    const secret = made.body.integration.webhooks[0]?.secret ?? '';
    const saved = await admin<{ connection: ConnectionView }>('PUT', path, {
      ...manual,
      webhookSecret: secret,
    });
    expect(saved.status).toBe(200);
    expect(saved.body.connection).toMatchObject({
      webhookMode: 'manual',
      status: 'active',
      lastEventAt: null,
    });
    const stored = await scene.store.connections.getWhole(id);
    expect(stored?.integrationId).toBe(made.body.integration.id);
    const rotate = await admin<ErrorAnswer>('POST', `${path}/webhook-secret`, {});
    expect(rotate.body.error.details?.['issues']).toMatchObject([{ path: 'secret' }]);
  });
});
