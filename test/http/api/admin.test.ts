import type { CopilotView } from '../../../contract/admin';
import type { Handoff } from '../../../contract/handoff';
import { call, type ErrorAnswer } from './client';
import { ADMIN_TOKEN, addTenant, startScene, type Scene, type Tenant } from './scene';

describe('admin API', () => {
  let scene: Scene;
  let tenant: Tenant;
  const admin = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    call<T>(scene.url, method, `/api/v1/admin${path}`, {
      key: ADMIN_TOKEN,
      ...(body === undefined ? {} : { body }),
    });
  const open = (copilotId: string, sessionId: string) =>
    scene.store.handoffs.open({ copilotId, request: { sessionId, user: {} } });
  const actions = async (copilotId: string) =>
    (await scene.store.audit.list({ copilotId, limit: 50 })).items.map(({ action }) => action);

  beforeAll(async () => {
    scene = await startScene();
    tenant = await addTenant(scene.store);
  });
  afterAll(() => scene.close());

  it('creates a copilot; key and secret are shown once, and the key works', async () => {
    const created = await admin<{ copilot: CopilotView; apiKey: string; callbackSecret: string }>(
      'POST',
      '/copilots',
      { name: 'Helper', callbackUrl: 'https://bot.example/callbacks', allowedOrigins: ['https://acme.com'] },
    );
    expect(created.status).toBe(201);
    const { copilot, apiKey, callbackSecret } = created.body;
    expect(copilot).toMatchObject({ name: 'Helper', allowedOrigins: ['https://acme.com'] });
    expect(copilot.webhookUrl).toMatch(/^https:\/\/handoff\.example\/webhooks\/zendesk\/[A-Za-z0-9_-]{22,}$/);
    expect(callbackSecret).toMatch(/^whsec_/);
    expect((await call(scene.url, 'GET', '/api/v1/handoffs', { key: apiKey })).status).toBe(200);
    for (const path of ['/copilots', `/copilots/${copilot.id}`, `/copilots/${copilot.id}/zendesk`]) {
      const { text } = await admin('GET', path);
      expect(text).not.toContain(apiKey);
      expect(text).not.toContain(callbackSecret);
    }
    expect(await actions(copilot.id)).toEqual(['copilot.created']);
  });

  it('changes a copilot, and only what was named', async () => {
    const changed = await admin<{ copilot: CopilotView }>('PATCH', `/copilots/${tenant.copilotId}`, {
      callbackUrl: 'https://bot.example/cb',
    });
    expect(changed.body.copilot).toMatchObject({ name: 'Bot', callbackUrl: 'https://bot.example/cb' });
    const cleared = await admin<{ copilot: CopilotView }>('PATCH', `/copilots/${tenant.copilotId}`, {
      callbackUrl: null,
    });
    expect(cleared.body.copilot.callbackUrl).toBeNull();
  });

  it.each([
    ['POST', '/copilots', { name: '' }],
    ['POST', '/copilots', { name: 'x', role: 'root' }],
    ['POST', '/copilots', { name: 'x', allowedOrigins: ['https://acme.com/path'] }],
    ['POST', '/copilots', { name: 'x', callbackUrl: 'ftp://bot.example' }],
  ])('%s %s %j is 422', async (method, path, body) => {
    expect((await admin<ErrorAnswer>(method, path, body)).body.error.code).toBe('invalid_request');
  });

  it('S21: a callback URL that the outbound policy refuses is 422 when it is saved', async () => {
    const before = await scene.store.copilots.list();
    for (const [method, path] of [
      ['POST', '/copilots'],
      ['PATCH', `/copilots/${tenant.copilotId}`],
    ] as const) {
      const { status, body } = await admin<ErrorAnswer>(method, path, {
        name: 'x',
        callbackUrl: 'http://127.0.0.1:6379/',
      });
      expect([status, body.error.code]).toEqual([422, 'invalid_request']);
      expect(body.error.details).toEqual({ issues: [{ path: 'callbackUrl', message: 'not public' }] });
    }
    expect(await scene.store.copilots.list()).toEqual(before);
  });

  it('rotates keys and the callback secret', async () => {
    const key = await admin<{ id: string; apiKey: string }>('POST', `/copilots/${tenant.copilotId}/api-keys`);
    expect(key.status).toBe(201);
    const works = async () =>
      (await call(scene.url, 'GET', '/api/v1/handoffs', { key: key.body.apiKey })).status;
    expect(await works()).toBe(200);
    expect((await admin('DELETE', `/copilots/${tenant.copilotId}/api-keys/${key.body.id}`)).status).toBe(204);
    expect(await works()).toBe(401);
    const again = await admin('DELETE', `/copilots/${tenant.copilotId}/api-keys/${key.body.id}`);
    expect(again.status).toBe(404);
    const other = await addTenant(scene.store);
    const theirs = (await scene.store.copilots.getWhole(other.copilotId))?.apiKeys[0]?.id ?? '';
    const foreign = await admin('DELETE', `/copilots/${tenant.copilotId}/api-keys/${theirs}`);
    expect(foreign.status).toBe(404);
    const secret = await admin<{ callbackSecret: string }>(
      'POST',
      `/copilots/${tenant.copilotId}/callback-secret`,
    );
    expect(secret.body.callbackSecret).toMatch(/^whsec_/);
  });

  it('S34: an identity secret is told once, listed by its last four, and deleted only by the copilot whose it is', async () => {
    const path = `/copilots/${tenant.copilotId}`;
    const made = await admin<{ keyId: string; identitySecret: string }>('POST', `${path}/identity-secret`);
    const { keyId, identitySecret } = made.body;
    const read = await admin<{ copilot: CopilotView }>('GET', path);
    expect(read.text).not.toContain(identitySecret);
    expect(read.body.copilot.identitySecrets).toMatchObject([
      { keyId, last4: identitySecret.slice(-4), validUntil: null },
    ]);
    const other = await addTenant(scene.store);
    const remove = async (copilotId: string) =>
      (await admin('DELETE', `/copilots/${copilotId}/identity-secret/${keyId}`)).status;
    expect([await remove(other.copilotId), await remove(tenant.copilotId)]).toEqual([404, 204]);
    expect(await remove(tenant.copilotId)).toBe(404);
    expect(await actions(tenant.copilotId)).toEqual(
      expect.arrayContaining(['identity_secret.rotated', 'identity_secret.deleted']),
    );
  });

  it('preferences: every key has its default, a PUT sets the whole, an unknown key is 422', async () => {
    const path = `/copilots/${tenant.copilotId}/zendesk/preferences`;
    const get = async () =>
      (await admin<{ preferences: Record<string, unknown> }>('GET', path)).body.preferences;
    const defaults = await get();
    expect(defaults).toMatchObject({ transcript: 'messages', pickupTimeoutSeconds: 0, officeHours: null });
    expect((await admin('PUT', path, { tags: ['vip'], userIdleSeconds: 60 })).status).toBe(200);
    expect(await get()).toEqual({ ...defaults, tags: ['vip'], userIdleSeconds: 60 });
    expect((await admin('PUT', path, {})).status).toBe(200);
    expect(await get()).toEqual(defaults);
    for (const wrong of [
      { tag: [] },
      { texts: { hello: 'x' } },
      { userIdleSeconds: 1.5 },
      { officeHours: { timeZone: 'Mars/Base', weekly: {} } },
    ]) {
      expect((await admin('PUT', path, wrong)).status).toBe(422);
    }
    expect(await get()).toEqual(defaults);
  });

  it('lists, retries and ends handoffs as an operator', async () => {
    const { record } = await open(tenant.copilotId, 'operated');
    const { id } = record.handoff;
    const list = await admin<{ items: Handoff[] }>(
      'GET',
      `/copilots/${tenant.copilotId}/handoffs?state=opening`,
    );
    expect(list.body.items.map((item) => item.id)).toContain(id);
    expect((await admin('POST', `/handoffs/${id}/retry`)).status).toBe(202);
    expect((await admin('POST', `/handoffs/${id}/retry`)).status).toBe(202);
    expect((await admin('POST', `/handoffs/${id}/end`)).status).toBe(202);
    expect(scene.gateway.of(id)).toEqual([
      { name: 'retryRequested', arg: undefined },
      { name: 'retryRequested', arg: undefined },
      { name: 'endRequested', arg: { reason: 'operator_ended' } },
    ]);
    await scene.store.handoffs.finish({
      handoffId: id,
      reason: 'operator_ended',
      detail: null,
      notice: null,
    });
    const { status, body } = await admin<ErrorAnswer>('POST', `/handoffs/${id}/retry`);
    expect([status, body.error.code]).toEqual([409, 'handoff_ended']);
    expect((await admin('POST', `/handoffs/${id}/end`)).status).toBe(200);
  });

  it('lists callbacks and sends one again', async () => {
    const own = await addTenant(scene.store);
    await scene.store.copilots.patch(own.copilotId, { callbackUrl: 'https://bot.example/cb' });
    const { record } = await open(own.copilotId, 'called-back');
    const handoffId = record.handoff.id;
    await scene.store.handoffs.finish({ handoffId, reason: 'agent_ended', detail: null, notice: null });
    const list = await admin<{ items: { id: string; status: string; type: string }[] }>(
      'GET',
      `/copilots/${own.copilotId}/callbacks?status=pending`,
    );
    const ended = list.body.items.find(({ type }) => type === 'handoff.ended');
    const again = await admin('POST', `/callbacks/${String(ended?.id)}/redeliver`);
    expect([again.status, again.body]).toEqual([202, { callback: { id: ended?.id, status: 'pending' } }]);
    expect(scene.gateway.kicks.at(-1)).toEqual({ copilotId: own.copilotId, sessionId: 'called-back' });
    expect((await admin('POST', '/callbacks/evt_none/redeliver')).status).toBe(404);
  });

  it('a test handoff is a real one that says so', async () => {
    const { status, body } = await admin<{ handoff: Handoff }>(
      'POST',
      `/copilots/${tenant.copilotId}/zendesk/test-handoff`,
    );
    expect(status).toBe(201);
    expect(body.handoff.sessionId).toMatch(/^test:[0-9a-f]{24}$/);
    const record = await scene.store.handoffs.get(body.handoff.id);
    expect(record?.request).toMatchObject({
      user: { name: 'Test handoff' },
      ticket: { tags: ['handoff_test'] },
    });
    expect(scene.gateway.running.has(body.handoff.id)).toBe(true);
    const lonely = await addTenant(scene.store, { connected: false });
    const refused = await admin<ErrorAnswer>('POST', `/copilots/${lonely.copilotId}/zendesk/test-handoff`);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'not_connected']);
  });

  it('S30: deleting a copilot ends its open handoffs; its key, webhook and page are gone at once', async () => {
    const own = await addTenant(scene.store);
    const { record } = await open(own.copilotId, 'last');
    expect((await admin('DELETE', `/copilots/${own.copilotId}`)).status).toBe(204);
    expect(scene.gateway.of(record.handoff.id)[0]).toEqual({
      name: 'endRequested',
      arg: { reason: 'copilot_deleted' },
    });
    expect((await call(scene.url, 'GET', '/api/v1/handoffs', { key: own.apiKey })).status).toBe(401);
    const hook = await call(scene.url, 'POST', `/webhooks/zendesk/${own.webhookKey}`, {
      raw: '{}',
      headers: { 'X-API-Key': own.webhookSecret },
    });
    expect(hook.status).toBe(401);
    expect((await admin('GET', `/copilots/${own.copilotId}`)).status).toBe(404);
    expect((await admin('DELETE', `/copilots/${own.copilotId}`)).status).toBe(404);
  });

  it('R8: a copilot whose handoffs cannot be told is not deleted', async () => {
    const own = await addTenant(scene.store);
    await open(own.copilotId, 'x');
    scene.gateway.isAway = true;
    expect((await admin('DELETE', `/copilots/${own.copilotId}`)).status).toBe(503);
    scene.gateway.isAway = false;
    expect((await admin('GET', `/copilots/${own.copilotId}`)).status).toBe(200);
  });
});
