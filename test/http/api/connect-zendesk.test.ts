import type { Check, ConnectionView } from '../../../contract/admin';
import { Secret } from '../../../config/secret';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { call, type ErrorAnswer } from './client';
import { ADMIN_TOKEN, startScene, type Scene } from './scene';

interface App {
  appId: string;
  keyId: string;
  secret: string;
  subdomain: string;
}

describe('Connect with Zendesk, against the simulator', () => {
  let zendesk: Simulator;
  let scene: Scene;
  const admin = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    call<T>(scene.url, method, `/api/v1/admin${path}`, {
      key: ADMIN_TOKEN,
      ...(body === undefined ? {} : { body }),
    });
  const provision = async (draft: Record<string, unknown> = {}) =>
    (await call<{ app: App }>(zendesk.url, 'POST', '/simulator/apps', { body: draft })).body.app;
  const newCopilot = async () =>
    (await admin<{ copilot: { id: string } }>('POST', '/copilots', { name: 'Bot' })).body.copilot.id;
  const credentials = ({ appId, keyId, secret }: App) => ({ subdomain: 'acme', appId, keyId, secret });

  beforeAll(async () => {
    zendesk = await startSimulator();
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
    await zendesk.close();
  });

  it('verifies, sets up and saves; secrets are never shown again', async () => {
    const app = await provision();
    const copilotId = await newCopilot();
    const put = await admin<{ connection: ConnectionView }>(
      'PUT',
      `/copilots/${copilotId}/zendesk`,
      credentials(app),
    );
    expect(put.status).toBe(200);
    const { connection } = put.body;
    expect(connection).toMatchObject({
      status: 'active',
      multiConversations: true,
      secretLast4: app.secret.slice(-4),
    });
    expect(connection.checks.map(({ ok }) => ok)).toEqual(Array(7).fill(true));
    expect(connection.webhookUrl).toMatch(/^https:\/\/handoff\.example\/webhooks\/zendesk\//);
    const saved = await scene.store.connections.getWhole(copilotId);
    const get = await admin<{ connection: ConnectionView }>('GET', `/copilots/${copilotId}/zendesk`);
    for (const answer of [put, get]) {
      expect(answer.text).not.toContain(app.secret);
      expect(answer.text).not.toContain(saved?.webhookSecrets[0]?.secret.reveal());
    }
    const audit = JSON.stringify(await scene.store.audit.list({ copilotId, limit: 10 }));
    expect(audit).toContain('zendesk.connected');
    expect(audit).not.toContain(app.secret);
  });

  it('R53: wrong credentials are 422 with the checklist, and nothing changes', async () => {
    const app = await provision();
    const copilotId = await newCopilot();
    const wrong = await admin<ErrorAnswer>('PUT', `/copilots/${copilotId}/zendesk`, {
      ...credentials(app),
      secret: 'wrong',
    });
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'verification_failed']);
    const checks = wrong.body.error.details?.['checks'] as Check[];
    expect(checks[0]).toMatchObject({ name: 'credentials', ok: false });
    expect(await scene.store.connections.get(copilotId)).toBeUndefined();
    await admin('PUT', `/copilots/${copilotId}/zendesk`, credentials(app));
    const before = await scene.store.connections.getWhole(copilotId);
    await admin('PUT', `/copilots/${copilotId}/zendesk`, { ...credentials(app), secret: 'wrong' });
    expect(await scene.store.connections.getWhole(copilotId)).toEqual(before);
  });

  it.each([
    ['a subdomain with a host', { subdomain: 'evil.com#' }],
    ['a subdomain with a path', { subdomain: 'a.b/..' }],
    ['a subdomain with a user', { subdomain: 'x@y' }],
    ['an App ID that is none', { appId: 'short' }],
    ['S28 a secret with a line break', { secret: 'a\r\nb' }],
    ['S4 an empty webhook secret', { webhookSecret: '' }],
    ['an unknown key', { apiUrl: 'https://evil.test' }],
  ])('S25: %s is 422 before anything is called', async (_name, change) => {
    const app = await provision();
    const copilotId = await newCopilot();
    const { status, body } = await admin<ErrorAnswer>('PUT', `/copilots/${copilotId}/zendesk`, {
      ...credentials(app),
      ...change,
    });
    expect([status, body.error.code]).toEqual([422, 'invalid_request']);
  });

  it('new credentials are told to every open handoff of the copilot', async () => {
    const app = await provision();
    const copilotId = await newCopilot();
    await admin('PUT', `/copilots/${copilotId}/zendesk`, credentials(app));
    const { record } = await scene.store.handoffs.open({ copilotId, request: { sessionId: 's', user: {} } });
    await admin('PUT', `/copilots/${copilotId}/zendesk`, credentials(app));
    expect(scene.gateway.of(record.handoff.id)).toEqual([{ name: 'connectionRestored', arg: undefined }]);
  });

  it('runs the checklist again, and shows a connection that stopped working', async () => {
    const app = await provision();
    const copilotId = await newCopilot();
    const verify = async () =>
      (await admin<{ connection: ConnectionView }>('POST', `/copilots/${copilotId}/zendesk/verify`)).body
        .connection;
    await admin('PUT', `/copilots/${copilotId}/zendesk`, credentials(app));
    expect(await verify()).toMatchObject({ status: 'active' });
    await call(zendesk.url, 'PATCH', `/simulator/apps/${app.appId}`, { body: { keyRevoked: true } });
    const broken = await verify();
    expect(broken.status).toBe('needs_attention');
    expect(broken.checks[0]).toMatchObject({ name: 'credentials', ok: false });
    await call(zendesk.url, 'PATCH', `/simulator/apps/${app.appId}`, { body: { keyRevoked: false } });
    expect(await verify()).toMatchObject({ status: 'active' });
  });

  it('R56, F38: a disconnect is refused while handoffs are open; forced, it ends them and tidies up', async () => {
    const app = await provision();
    const copilotId = await newCopilot();
    await admin('PUT', `/copilots/${copilotId}/zendesk`, credentials(app));
    const { record } = await scene.store.handoffs.open({ copilotId, request: { sessionId: 's', user: {} } });
    const refused = await admin<ErrorAnswer>('DELETE', `/copilots/${copilotId}/zendesk`);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'handoffs_open']);
    expect(refused.body.error.details).toEqual({ open: 1 });
    const forced = await admin('DELETE', `/copilots/${copilotId}/zendesk?force=true`);
    expect([forced.status, forced.body]).toEqual([200, { left: [] }]);
    expect(scene.gateway.of(record.handoff.id)).toEqual([
      { name: 'endRequested', arg: { reason: 'disconnected' } },
    ]);
    const get = await admin('GET', `/copilots/${copilotId}/zendesk`);
    expect(get.body['connection']).toBeNull();
    expect((await admin('DELETE', `/copilots/${copilotId}/zendesk`)).status).toBe(409);
  });
});
