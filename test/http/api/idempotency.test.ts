import type { Handoff } from '../../../contract/handoff';
import { call, type ErrorAnswer } from './client';
import { addTenant, startScene, type Scene, type Tenant } from './scene';

describe('Idempotency-Key', () => {
  let scene: Scene;
  let tenant: Tenant;
  const post = <T = { handoff: Handoff }>(key: string, path: string, body: unknown, apiKey = tenant.apiKey) =>
    call<T>(scene.url, 'POST', `/api/v1${path}`, { key: apiKey, body, headers: { 'Idempotency-Key': key } });

  beforeAll(async () => {
    scene = await startScene();
    tenant = await addTenant(scene.store);
  });
  afterAll(() => scene.close());
  afterEach(() => {
    scene.gateway.isAway = false;
  });

  it('the same key and body give the first answer again, status and all', async () => {
    const first = await post('k1', '/handoffs', { sessionId: 's1', user: { name: 'J' } });
    const again = await post('k1', '/handoffs', { user: { name: 'J' }, sessionId: 's1' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
  });

  it('the same key with another body, or for another path, is 409', async () => {
    await post('k2', '/handoffs', { sessionId: 's2', user: {} });
    const body = await post<ErrorAnswer>('k2', '/handoffs', { sessionId: 's3', user: {} });
    const path = await post<ErrorAnswer>('k2', '/handoffs/s2/end', {});
    for (const { status, body: answer } of [body, path]) {
      expect([status, answer.error.code]).toEqual([409, 'idempotency_key_reused']);
    }
    expect(await scene.store.handoffs.latest(tenant.copilotId, 's3')).toBeUndefined();
  });

  it('keys of one copilot mean nothing for another', async () => {
    const other = await addTenant(scene.store);
    await post('k3', '/handoffs', { sessionId: 's4', user: {} });
    const theirs = await post('k3', '/handoffs', { sessionId: 's5', user: {} }, other.apiKey);
    expect(theirs.status).toBe(201);
  });

  it('a 503 is not kept: the repeat is tried', async () => {
    scene.gateway.isAway = true;
    expect((await post('k4', '/handoffs', { sessionId: 's6', user: {} })).status).toBe(503);
    scene.gateway.isAway = false;
    expect((await post('k4', '/handoffs', { sessionId: 's6', user: {} })).status).toBe(200);
  });

  it('a refusal that could pass is not kept, a final one is', async () => {
    const lonely = await addTenant(scene.store, { connected: false });
    expect((await post('k5', '/handoffs', { sessionId: 's', user: {} }, lonely.apiKey)).status).toBe(409);
    expect((await post('k5', '/handoffs', { sessionId: 't', user: {} }, lonely.apiKey)).status).toBe(409);

    const { body } = await post('k6', '/handoffs', { sessionId: 's7', user: {} });
    const { id } = body.handoff;
    await scene.store.handoffs.finish({ handoffId: id, reason: 'agent_ended', detail: null, notice: null });
    const message = { id: 'm1', text: 'x' };
    await post('k7', '/handoffs/s7/messages', message);
    await post('k8', '/handoffs', { sessionId: 's7', user: {} });
    const replayed = await post<ErrorAnswer>('k7', '/handoffs/s7/messages', message);
    expect([replayed.status, replayed.body.error.code]).toEqual([409, 'handoff_ended']);
  });

  it.each(['', 'a b', 'x'.repeat(256)])('a malformed key is 422: %j', async (key) => {
    const { status } = await post<ErrorAnswer>(key, '/handoffs', { sessionId: 's8', user: {} });
    expect(status).toBe(422);
  });
});
