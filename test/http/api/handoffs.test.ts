import type { Handoff } from '../../../contract/handoff';
import { call, type ErrorAnswer } from './client';
import { addTenant, startScene, type Scene, type Tenant } from './scene';

interface HandoffAnswer {
  handoff: Handoff;
}

describe('copilot backend API', () => {
  let scene: Scene;
  let tenant: Tenant;
  let session = 0;
  const api = <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    call<T>(scene.url, method, `/api/v1${path}`, {
      key: tenant.apiKey,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  const newSession = () => `s${(session += 1)}`;
  const open = async (sessionId: string) =>
    (await api<HandoffAnswer>('POST', '/handoffs', { sessionId, user: { name: 'Jane' } })).body.handoff;

  beforeAll(async () => {
    scene = await startScene();
    tenant = await addTenant(scene.store);
  });
  afterAll(() => scene.close());
  afterEach(() => {
    scene.gateway.isAway = false;
    scene.gateway.onSignal = undefined;
  });

  it('starts a handoff: 201, its run is started with the timers of the preferences', async () => {
    const preferences = await scene.store.connections.preferences(tenant.copilotId);
    await scene.store.connections.setPreferences(tenant.copilotId, {
      ...preferences,
      pickupTimeoutSeconds: 90,
    });
    const sessionId = newSession();
    const { status, body } = await api<HandoffAnswer>('POST', '/handoffs', { sessionId, user: {} });
    expect(status).toBe(201);
    expect(body.handoff).toMatchObject({ sessionId, copilotId: tenant.copilotId, state: 'opening' });
    const start = scene.gateway.starts.at(-1);
    expect(start?.record.handoff.id).toBe(body.handoff.id);
    expect(start?.timers).toEqual({ pickupSeconds: 90, agentSilentSeconds: 0, userIdleSeconds: 0 });
    expect((await scene.store.handoffs.get(body.handoff.id))?.runStarted).toBe(true);
  });

  it('R11: ten starts at once give one handoff, 201 once and 200 nine times', async () => {
    const sessionId = newSession();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api<HandoffAnswer>('POST', '/handoffs', { sessionId, user: {} })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.handoff.id)).size).toBe(1);
  });

  it('R8: with Temporal away a start is 503 with Retry-After, and the repeat starts the row that stayed', async () => {
    const sessionId = newSession();
    scene.gateway.isAway = true;
    const refused = await api<ErrorAnswer>('POST', '/handoffs', { sessionId, user: {} });
    expect(refused.status).toBe(503);
    expect(refused.body.error.code).toBe('unavailable');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const row = await scene.store.handoffs.latest(tenant.copilotId, sessionId);
    expect(row?.runStarted).toBe(false);
    scene.gateway.isAway = false;
    const again = await api<HandoffAnswer>('POST', '/handoffs', { sessionId, user: {} });
    expect(again.status).toBe(200);
    expect(again.body.handoff.id).toBe(row?.handoff.id);
    expect(scene.gateway.running.has(again.body.handoff.id)).toBe(true);
  });

  it('answers not_connected when the copilot has no Zendesk connection', async () => {
    const lonely = await addTenant(scene.store, { connected: false });
    const { status, body } = await call<ErrorAnswer>(scene.url, 'POST', '/api/v1/handoffs', {
      key: lonely.apiKey,
      body: { sessionId: 's', user: {} },
    });
    expect([status, body.error.code]).toEqual([409, 'not_connected']);
    expect(await scene.store.handoffs.latest(lonely.copilotId, 's')).toBeUndefined();
  });

  it('reads and lists handoffs', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    expect((await api<HandoffAnswer>('GET', `/handoffs/${sessionId}`)).body.handoff.id).toBe(id);
    const page = await api<{ items: Handoff[]; next: string | null }>(
      'GET',
      '/handoffs?state=opening&limit=1',
    );
    expect(page.status).toBe(200);
    expect(page.body.items).toHaveLength(1);
    const next = await api<{ items: Handoff[] }>('GET', `/handoffs?limit=1&after=${String(page.body.next)}`);
    expect(next.body.items[0]?.id).not.toBe(page.body.items[0]?.id);
  });

  it('accepts a message: stored, then signalled by number under an id of its own, then 202', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    const { status, body } = await api('POST', `/handoffs/${sessionId}/messages`, {
      id: 'm1',
      text: 'Hello',
    });
    expect([status, body]).toEqual([202, { message: { id: 'm1', status: 'accepted' } }]);
    expect(scene.gateway.signals.at(-1)).toEqual({
      handoffId: id,
      name: 'userMessage',
      args: [{ messageId: 'm1', n: 1 }],
      requestId: `user:${id}:m1`,
    });
  });

  it('takes the same id and body again, and refuses another body', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    const post = (text: string) =>
      api<ErrorAnswer>('POST', `/handoffs/${sessionId}/messages`, { id: 'm1', text });
    expect((await post('Hello')).status).toBe(202);
    expect((await post('Hello')).status).toBe(202);
    const other = await post('Bye');
    expect([other.status, other.body.error.code]).toEqual([409, 'message_id_conflict']);
    expect(scene.gateway.of(id)).toHaveLength(1);
  });

  it('R8: with Temporal away a message is 503, stays stored, and its repeat is 202 and signalled', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    scene.gateway.isAway = true;
    const message = { id: 'm1', text: 'Hello' };
    const refused = await api<ErrorAnswer>('POST', `/handoffs/${sessionId}/messages`, message);
    expect([refused.status, refused.body.error.code]).toEqual([503, 'unavailable']);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect((await scene.store.handoffs.get(id))?.lastUserMessage).toBe(1);
    scene.gateway.isAway = false;
    expect((await api('POST', `/handoffs/${sessionId}/messages`, message)).status).toBe(202);
    expect(scene.gateway.of(id)).toEqual([{ name: 'userMessage', arg: { messageId: 'm1', n: 1 } }]);
  });

  it('starts a missing run when a message comes, and signals it then', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    scene.gateway.running.delete(id);
    expect((await api('POST', `/handoffs/${sessionId}/messages`, { id: 'm1', text: 'x' })).status).toBe(202);
    expect(scene.gateway.of(id)).toEqual([{ name: 'userMessage', arg: { messageId: 'm1', n: 1 } }]);
  });

  it('R20: a message to an ended handoff is 409 handoff_ended and nothing is stored', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    await scene.store.handoffs.finish({ handoffId: id, reason: 'agent_ended', detail: null, notice: null });
    const before = await scene.store.sessions.get(tenant.copilotId, sessionId);
    const { status, body } = await api<ErrorAnswer>('POST', `/handoffs/${sessionId}/messages`, {
      id: 'm1',
      text: 'x',
    });
    expect([status, body.error.code]).toEqual([409, 'handoff_ended']);
    expect(body.error.details).toEqual({ handoffId: id, endReason: 'agent_ended' });
    expect(await scene.store.sessions.get(tenant.copilotId, sessionId)).toEqual(before);
  });

  it('closes a handoff whose run was terminated from outside, so that the session is not stuck', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    scene.gateway.running.delete(id);
    scene.gateway.completed.add(id);
    expect((await api('POST', `/handoffs/${sessionId}/messages`, { id: 'm1', text: 'x' })).status).toBe(202);
    const ended = await scene.store.handoffs.get(id);
    expect(ended?.handoff).toMatchObject({ state: 'ended', endReason: 'failed' });
    expect(ended?.handoff.undelivered).toEqual([{ id: 'm1', outcome: 'not_sent' }]);
    expect(scene.gateway.kicks).toContainEqual({ copilotId: tenant.copilotId, sessionId });
    expect((await api('POST', '/handoffs', { sessionId, user: {} })).status).toBe(201);
  });

  it('a start finds the run of the open handoff missing: starts it, or opens a new handoff when it was ended', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    scene.gateway.running.delete(id);
    expect((await open(sessionId)).id).toBe(id);
    expect(scene.gateway.running.has(id)).toBe(true);
    scene.gateway.completed.add(id);
    const next = await open(sessionId);
    expect(next.id).not.toBe(id);
    expect(scene.gateway.running.has(next.id)).toBe(true);
  });

  it('ends a handoff: 202 with a signal, 200 once it has ended, 404 for an unknown session', async () => {
    const sessionId = newSession();
    const { id } = await open(sessionId);
    expect((await api('POST', `/handoffs/${sessionId}/end`)).status).toBe(202);
    expect((await api('POST', `/handoffs/${sessionId}/end`, { reason: 'user_ended' })).status).toBe(202);
    expect(scene.gateway.of(id)).toEqual([
      { name: 'endRequested', arg: { reason: 'copilot_ended' } },
      { name: 'endRequested', arg: { reason: 'user_ended' } },
    ]);
    await scene.store.handoffs.finish({ handoffId: id, reason: 'user_ended', detail: null, notice: null });
    const ended = await api<HandoffAnswer>('POST', `/handoffs/${sessionId}/end`);
    expect([ended.status, ended.body.handoff.state]).toEqual([200, 'ended']);
    const unknown = await api<ErrorAnswer>('POST', '/handoffs/nobody/end');
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'handoff_not_found']);
  });

  it('does not serve erasure yet', async () => {
    const { status, body } = await api<ErrorAnswer>('DELETE', '/users/u1');
    expect([status, body.error.code]).toEqual([404, 'not_found']);
  });
});
