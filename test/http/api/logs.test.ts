import { call } from './client';
import { ADMIN_TOKEN, addTenant, startScene, WEBHOOK_SECRET, type Scene } from './scene';
import { agentText, hex } from './webhook-fixtures';
import { deliver, openHandoff } from './webhook-scene';

const CANARIES = [
  'canary-name',
  'canary@mail.test',
  'canary-text',
  'canary-header',
  'canary-error',
  'canary-session',
  WEBHOOK_SECRET,
  ADMIN_TOKEN,
  'zendesk-secret-canary',
];

describe('S43: logs', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene.close());

  it('hold no secret, no word of a user, no URL; and cannot be forged', async () => {
    const tenant = await addTenant(scene.store);
    const { about } = await openHandoff(scene, tenant);
    const key = tenant.apiKey;
    const api = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
      call(scene.url, method, `/api/v1${path}`, { key, body, headers });
    await api('POST', '/handoffs', {
      sessionId: 'canary-session',
      user: { name: 'canary-name', email: 'canary@mail.test', customData: { x: 'canary-text' } },
    });
    await api('POST', '/handoffs/canary-session/messages', { id: 'm1', text: 'canary-text' });
    await api('POST', '/handoffs', { sessionId: 'x', user: { name: { toString: 'canary-name' } } });
    await api(
      'POST',
      '/handoffs',
      { sessionId: 'a' },
      { 'X-Request-Id': 'a"\\n{"level":"error"}canary-header' },
    );
    await api('POST', '/canary-text/canary-session', {});
    await deliver(scene, tenant, [agentText(about, 'canary-text'), { id: hex(), type: 'canary-text' }]);
    await deliver(scene, { ...tenant, webhookSecret: 'canary-header' }, []);
    await call(scene.url, 'POST', `/webhooks/zendesk/${tenant.webhookKey}`, {
      raw: '{"canary-text":',
      headers: { 'X-API-Key': WEBHOOK_SECRET },
    });
    const broken = jest.spyOn(scene.store.handoffs, 'list').mockRejectedValueOnce(
      new Error('Failed query: select 1\nparams: canary-error', {
        cause: { request: { header: 'canary-error' } },
      }),
    );
    await call(scene.url, 'GET', '/api/v1/handoffs', { key });
    broken.mockRestore();
    await call(scene.url, 'GET', '/api/v1/admin/copilots?canary-text=1', { key: ADMIN_TOKEN });

    const all = scene.logs.join('');
    for (const canary of [...CANARIES, key, tenant.webhookKey]) expect(all).not.toContain(canary);
    for (const line of scene.logs) {
      expect(line.trimEnd()).not.toContain('\n');
      expect(() => JSON.parse(line) as unknown).not.toThrow();
    }
    const requests = scene.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(requests.some(({ route }) => route === '/api/v1/handoffs/{sessionId}/messages')).toBe(true);
    expect(requests.some(({ route }) => route === '/webhooks/zendesk/:webhookKey')).toBe(true);
    expect(requests.some(({ route, status }) => route === 'unmatched' && status === 404)).toBe(true);
    expect(requests.some(({ msg, fault }) => msg === 'request failed' && fault !== undefined)).toBe(true);
  });

  it('keep the caller’s request id where it is harmless, and give it back', async () => {
    const kept = await call(scene.url, 'GET', '/health/ready', { headers: { 'X-Request-Id': 'trace-7' } });
    expect(kept.headers.get('x-request-id')).toBe('trace-7');
    const replaced = await call(scene.url, 'GET', '/health/ready', { headers: { 'X-Request-Id': 'a b' } });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
