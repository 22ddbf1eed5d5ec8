import type { HandoffDetail } from '../../../contract/admin-handoffs';
import type { ConnectionLogEntry, Health } from '../../../contract/admin-health';
import type { AuditEntry } from '../../../contract/admin-session';
import type { ConnectionView, CopilotView } from '../../../contract/admin';
import type { Handoff } from '../../../contract/handoff';
import { Secret } from '../../../config/secret';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { call, type ErrorAnswer } from '../api/client';
import { ADMIN_TOKEN, addTenant, startScene, type Scene } from '../api/scene';
import { agentText, envelope } from '../api/webhook-fixtures';

let zendesk: Simulator;
let scene: Scene;
beforeAll(async () => {
  zendesk = await startSimulator({ logLevel: 'silent' });
  scene = await startScene({
    config: {
      publicUrl: 'https://handoff.example',
      adminToken: new Secret(ADMIN_TOKEN),
      zendeskApiUrl: `${zendesk.url}/sc`,
      zendeskSupportUrl: `${zendesk.url}/support/{subdomain}`,
      zendeskAgentUrl: 'https://{subdomain}.zendesk.com/agent/search/1?q={handoffId}',
      temporalUiUrl: 'http://temporal.test',
    },
    temporalNamespace: 'chats',
  });
});
afterAll(async () => {
  await scene.close();
  await zendesk.close();
});

const admin = <T = ErrorAnswer>(method: string, path: string, body?: unknown) =>
  call<T>(scene.url, method, `/api/v1/admin${path}`, {
    key: ADMIN_TOKEN,
    ...(body === undefined ? {} : { body }),
  });
const health = async (copilotId: string) =>
  (await admin<{ health: Health }>('GET', `/copilots/${copilotId}/zendesk/health`)).body.health;
const open = async (copilotId: string, sessionId: string) =>
  (await scene.store.handoffs.open({ copilotId, request: { sessionId, user: {} } })).record.handoff;
async function eventually<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  for (let n = 0; n < 100; n++) {
    const seen = await look();
    if (seen !== false && seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not come');
}

/** A copilot that is really connected with an account of the simulator. */
async function connected() {
  const { app } = (
    await call<{
      app: Record<'appId' | 'keyId' | 'secret' | 'subdomain' | 'supportEmail' | 'supportToken', string>;
    }>(zendesk.url, 'POST', '/simulator/apps', { body: {} })
  ).body;
  const made = await admin<{ copilot: CopilotView }>('POST', '/copilots', { name: 'Bot' });
  const { id, webhookUrl } = made.body.copilot;
  const { subdomain, appId, keyId, secret } = app;
  const put = await admin('PUT', `/copilots/${id}/zendesk`, { subdomain, appId, keyId, secret });
  expect(put.status).toBe(200);
  return { id, webhookUrl, app };
}

describe('R55: one place shows how a connection is', () => {
  it('waits for its first event, then says that events arrive; what is ignored is counted', async () => {
    const tenant = await addTenant(scene.store);
    expect(await health(tenant.copilotId)).toEqual({
      status: 'active',
      problem: null,
      lastCheckedAt: null,
      events: { status: 'waiting', lastAt: null, ignored: 0 },
      handoffs: { open: 0, held: 0, failed: 0 },
      callbacks: { pending: 0, failed: 0 },
    });
    const foreign = ['f', 'e'].map((letter) => agentText({ conversationId: letter.repeat(24) }, 'Hello'));
    const answer = await call(scene.url, 'POST', `/webhooks/zendesk/${tenant.webhookKey}`, {
      headers: { 'x-api-key': tenant.webhookSecret },
      body: envelope(foreign),
    });
    expect(answer.status).toBe(200);
    const after = await eventually(async () => {
      const now = await health(tenant.copilotId);
      return now.events.ignored === 2 && now;
    });
    expect(after.events).toMatchObject({ status: 'receiving', ignored: 2 });
    const log = await admin<{ items: ConnectionLogEntry[] }>(
      'GET',
      `/copilots/${tenant.copilotId}/zendesk/log`,
    );
    expect(log.body.items.map(({ kind, count }) => [kind, count])).toEqual([
      ['events_ignored', 2],
      ['first_event', 1],
    ]);
  });

  it('counts open, held and failed handoffs, and callbacks that failed; a list for each', async () => {
    const tenant = await addTenant(scene.store);
    const { copilotId } = tenant;
    await scene.store.copilots.patch(copilotId, { callbackUrl: 'https://bot.example/cb' });
    const [held, failed] = [
      await open(copilotId, 'held'),
      await open(copilotId, 'failed'),
      await open(copilotId, 'fine'),
    ];
    await scene.store.handoffs.setAttention(held.id, {
      code: 'credentials',
      since: new Date().toISOString(),
    });
    await scene.store.handoffs.finish({ handoffId: failed.id, reason: 'failed', detail: 'x', notice: null });
    const { items } = (await admin<{ items: { id: string }[] }>('GET', `/copilots/${copilotId}/callbacks`))
      .body;
    await scene.store.callbacks.recordAttempt(items[0]?.id ?? '', { outcome: 'failed', error: '500' });
    expect(await health(copilotId)).toMatchObject({
      handoffs: { open: 2, held: 1, failed: 1 },
      callbacks: { failed: 1 },
    });
    const list = async (query: string) =>
      (await admin<{ items: Handoff[] }>('GET', `/copilots/${copilotId}/handoffs?${query}`)).body.items.map(
        ({ sessionId }) => sessionId,
      );
    expect(await list('filter=open')).toEqual(['fine', 'held']);
    expect(await list('filter=held')).toEqual(['held']);
    expect(await list('filter=failed')).toEqual(['failed']);
    expect(await list('filter=ended')).toEqual(['failed']);
    expect(await list('session=fine')).toEqual(['fine']);
    expect(await list('filter=open&session=failed')).toEqual([]);
    expect((await admin('GET', `/copilots/${copilotId}/handoffs?filter=odd`)).status).toBe(422);
  });

  it('a refused key shows in words, and is forgotten when a working one is saved', async () => {
    const { id } = await connected();
    const generation = (await scene.store.connections.get(id))?.generation ?? 0;
    await scene.store.connections.setProblem(id, 'Zendesk refuses the key.', generation);
    expect(await health(id)).toMatchObject({
      status: 'needs_attention',
      problem: { message: 'Zendesk refuses the key.' },
    });
    await admin('POST', `/copilots/${id}/zendesk/verify`);
    expect(await health(id)).toMatchObject({ status: 'active', problem: null });
  });
});

describe('R55: one handoff, its whole life', () => {
  it('messages with their status, states, faults and callbacks in the order of time; steps and links', async () => {
    const tenant = await addTenant(scene.store);
    const { copilotId } = tenant;
    await scene.store.copilots.patch(copilotId, { callbackUrl: 'https://bot.example/cb' });
    const { id, workflowId } = await open(copilotId, 's1');
    const { handoffs, connectionLog } = scene.store;
    await connectionLog.add({
      copilotId,
      handoffId: id,
      kind: 'call_failed',
      level: 'warning',
      message: 'getUser: 503',
    });
    await connectionLog.add({
      copilotId,
      handoffId: id,
      kind: 'call_failed',
      level: 'warning',
      message: 'getUser: 503',
    });
    await handoffs.recordConversation(id, 'c'.repeat(24));
    await handoffs.accept(id, 'You are being connected.');
    await handoffs.acceptUserMessage({ copilotId, sessionId: 's1', message: { id: 'm1', text: 'Hello' } });
    await handoffs.settleUserMessage({
      handoffId: id,
      messageId: 'm1',
      value: 'failed',
      error: { code: 'rejected', message: 'no', outcome: 'not_sent' },
    });
    const detail = async () => (await admin<HandoffDetail>('GET', `/handoffs/${id}`)).body;
    const shown = await detail();
    expect(shown.timeline.map((entry) => (entry.kind === 'event' ? entry.event.type : entry.kind))).toEqual(
      expect.arrayContaining(['state', 'fault', 'message', 'message_status', 'callback']),
    );
    const times = shown.timeline.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const faults = shown.timeline.flatMap((entry) => (entry.kind === 'fault' ? [entry.fault] : []));
    expect(faults).toMatchObject([{ message: 'getUser: 503', count: 2 }]);
    expect(shown.steps.map(({ name, state }) => `${name}:${state}`)).toEqual([
      'accepted:done',
      'conversation:done',
      'agent_workspace:done',
      'agent_answered:waiting',
      'ended:waiting',
    ]);
    expect(shown).toMatchObject({
      test: false,
      truncated: false,
      links: {
        temporal: `http://temporal.test/namespaces/chats/workflows/${encodeURIComponent(workflowId)}`,
        zendesk: `https://acme.zendesk.com/agent/search/1?q=${id}`,
      },
    });
    await handoffs.finish({ handoffId: id, reason: 'operator_ended', detail: null, notice: null });
    expect((await detail()).steps.map(({ state }) => state)).toEqual([
      'done',
      'done',
      'done',
      'skipped',
      'done',
    ]);
  });

  it('a test handoff is marked as one', async () => {
    const tenant = await addTenant(scene.store);
    const sent = await admin<{ handoff: Handoff }>(
      'POST',
      `/copilots/${tenant.copilotId}/zendesk/test-handoff`,
    );
    const { body } = await admin<HandoffDetail>('GET', `/handoffs/${sent.body.handoff.id}`);
    expect(body).toMatchObject({
      test: true,
      steps: [{ name: 'accepted', state: 'done' }, { state: 'running' }, {}, {}, {}],
    });
  });
});

describe('R52: the webhook secret is rotated', () => {
  it('a second webhook takes over, both secrets are accepted meanwhile, the first is removed', async () => {
    const { id, webhookUrl, app } = await connected();
    const before = await scene.store.connections.getWhole(id);
    const old = before?.webhookSecrets[0]?.secret.reveal() ?? '';
    const rotated = await admin<{ connection: ConnectionView }>(
      'POST',
      `/copilots/${id}/zendesk/webhook-secret`,
    );
    expect(rotated.status).toBe(200);
    expect(rotated.body.connection.webhookSecrets).toHaveLength(2);
    expect(rotated.body.connection.webhookSecrets.map(({ validUntil }) => validUntil === null)).toEqual([
      true,
      false,
    ]);
    const after = await scene.store.connections.getWhole(id);
    const fresh = after?.webhookSecrets[0]?.secret.reveal() ?? '';
    expect(fresh).not.toBe(old);
    expect(rotated.text).not.toContain(fresh);
    expect(after?.webhookId).not.toBe(before?.webhookId);
    const authorization = `Basic ${Buffer.from(`${app.keyId}:${app.secret}`).toString('base64')}`;
    const there = await call<{ webhooks: { id: string; target: string }[] }>(
      zendesk.url,
      'GET',
      `/sc/v2/apps/${app.appId}/integrations/${after?.integrationId ?? ''}/webhooks`,
      { headers: { authorization } },
    );
    expect(there.body.webhooks.map((one) => [one.id, one.target])).toEqual([[after?.webhookId, webhookUrl]]);
    for (const key of [old, fresh]) {
      const door = await call(scene.url, 'POST', new URL(webhookUrl).pathname, {
        headers: { 'x-api-key': key },
        body: { app: { id: app.appId }, webhook: { id: 'w', version: 'v2' }, events: [] },
      });
      expect(door.status).toBe(200);
    }
    // The checklist finds the new one and makes no third.
    expect((await admin('POST', `/copilots/${id}/zendesk/verify`)).status).toBe(200);
    expect((await scene.store.connections.get(id))?.webhookId).toBe(after?.webhookId);
  });

  it('a pasted one is accepted beside the former', async () => {
    const { id } = await connected();
    const secret = 'pasted-secret-canary';
    const pasted = await admin<{ connection: ConnectionView }>(
      'POST',
      `/copilots/${id}/zendesk/webhook-secret`,
      { secret },
    );
    expect(pasted.body.connection.webhookSecrets[0]?.last4).toBe('nary');
    expect(pasted.text).not.toContain(secret);
    expect(scene.logs.join('')).not.toContain(secret);
  });
});

describe('names instead of numbers: the Support API token', () => {
  it('is tried, stored, looked up with, never shown, and forgotten', async () => {
    const { id, app } = await connected();
    const path = `/copilots/${id}/zendesk/support`;
    expect((await admin('GET', `${path}/groups`)).body.error.code).toBe('not_connected');
    const wrong = await admin('PUT', path, { email: app.supportEmail, token: 'wrong-token' });
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'verification_failed']);
    expect(wrong.body.error.message).toMatch(/API tokens/);
    expect(await scene.store.support.get(id)).toBeUndefined();
    const saved = await admin<{ support: unknown }>('PUT', path, {
      email: app.supportEmail,
      token: app.supportToken,
    });
    expect(saved.body.support).toMatchObject({
      email: app.supportEmail,
      tokenLast4: app.supportToken.slice(-4),
    });
    const names = async (list: string) =>
      (await admin<{ items: { id: string; name: string; options: unknown[] }[] }>('GET', `${path}/${list}`))
        .body.items;
    expect((await names('groups')).map(({ name }) => name)).toEqual(['Billing', 'Support', 'Technical']);
    expect((await names('brands')).map(({ name }) => name)).toContain('Acme Outlet');
    const fields = await names('ticket-fields');
    expect(fields.map(({ name }) => name)).not.toContain('Old field');
    expect(fields.find(({ name }) => name === 'Product')?.options).toHaveLength(2);
    expect((await admin('GET', `${path}/users`)).status).toBe(404);
    const read = await admin('GET', `/copilots/${id}/zendesk`);
    for (const { text } of [saved, read]) expect(text).not.toContain(app.supportToken);
    expect((await admin('DELETE', path)).status).toBe(204);
    expect((await admin('DELETE', path)).status).toBe(404);
  });

  it('goes when the copilot is connected with another account: it would be sent there', async () => {
    const [one, other] = [await connected(), await connected()];
    const { supportEmail: email, supportToken: token } = one.app;
    await admin('PUT', `/copilots/${one.id}/zendesk/support`, { email, token });
    const { subdomain, appId, keyId, secret } = other.app;
    await admin('PUT', `/copilots/${one.id}/zendesk`, { subdomain, appId, keyId, secret });
    expect(await scene.store.support.get(one.id)).toBeUndefined();
  });
});

describe('copilots and the audit log', () => {
  it('every secret can be rotated; what is shown is the last four and the date; who did it is written down', async () => {
    const { id } = await connected();
    const read = async () => (await admin<{ copilot: CopilotView }>('GET', `/copilots/${id}`)).body.copilot;
    const before = await read();
    const token = await admin<{ copilot: CopilotView }>('POST', `/copilots/${id}/public-token`);
    expect(token.status).toBe(201);
    expect((await read()).publicToken).toBe(token.body.copilot.publicToken);
    expect(token.body.copilot.publicToken).not.toBe(before.publicToken);
    const rotated = await admin<{ callbackSecret: string }>('POST', `/copilots/${id}/callback-secret`);
    const { callbackSecrets } = await read();
    expect(callbackSecrets.map(({ last4 }) => last4)[0]).toBe(rotated.body.callbackSecret.slice(-4));
    expect(callbackSecrets.map(({ validUntil }) => validUntil === null)).toEqual([true, false]);
    const audit = await admin<{ items: AuditEntry[]; next: string | null }>(
      'GET',
      `/audit?copilotId=${id}&limit=2`,
    );
    expect(audit.body.items.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
      'bearer callback_secret.rotated',
      'bearer public_token.rotated',
    ]);
    const older = await admin<{ items: AuditEntry[] }>(
      'GET',
      `/audit?copilotId=${id}&after=${audit.body.next ?? ''}`,
    );
    expect(older.body.items.map(({ action }) => action)).toEqual(['zendesk.connected', 'copilot.created']);
    expect(audit.text + older.text).not.toContain(rotated.body.callbackSecret);
    expect((await admin('GET', '/audit?copilotId=nobody')).status).toBe(422);
  });
});

describe('R56: a disconnect', () => {
  it('asks first when handoffs are open, then ends them with the reason and leaves nothing behind', async () => {
    const { id } = await connected();
    const { id: handoffId } = await open(id, 's1');
    const refused = await admin('DELETE', `/copilots/${id}/zendesk`);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'handoffs_open']);
    expect(refused.body.error.details).toEqual({ open: 1 });
    const done = await admin<{ left: unknown[] }>('DELETE', `/copilots/${id}/zendesk?force=true`);
    expect([done.status, done.body.left]).toEqual([200, []]);
    expect(scene.gateway.of(handoffId)).toEqual([{ name: 'endRequested', arg: { reason: 'disconnected' } }]);
    const log = await admin<{ items: ConnectionLogEntry[] }>('GET', `/copilots/${id}/zendesk/log`);
    expect(log.body.items[0]).toMatchObject({ kind: 'disconnected' });
    expect((await admin('GET', `/copilots/${id}/zendesk/health`)).body.error.code).toBe('not_connected');
  });
});
