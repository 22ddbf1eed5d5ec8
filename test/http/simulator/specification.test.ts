import { loadSunshineSpec } from '../../support/sunshine-spec';
import { ALL_TRIGGERS, at, basic, items, openScene, SAM, until, type Scene } from './scene';
import { connect, handoff, pass, say, talk, types } from './steps';

// The vendor's document may not be copied into the project: without it beside us there is nothing to compare with.
const spec = loadSunshineSpec();
const compared = spec === undefined ? it.skip : it;

let scene: Scene;
beforeAll(async () => {
  scene = await openScene({ timeFactor: 600 });
});
afterAll(() => scene.close());

/** Calls every operation at least once, well and badly, and does everything an agent can. */
async function tour(): Promise<void> {
  const { integrationId, switchboardId, seatId } = await connect(scene, { full: true });
  const who = await talk(scene);
  const ticketId = await handoff(scene, who, {
    'dataCapture.systemField.tags': 'a,b',
    origin_source_type: 'web',
  });
  await agentActs(ticketId);
  await scene.open('POST', `/simulator/conversations/${who.conversationId}/user-message`, { text: 'web' });
  await callApi(who, integrationId, switchboardId, seatId);
  const [kept, gone] = [await talk(scene), await talk(scene)];
  await scene.open('POST', '/simulator/users/merge', {
    appId: scene.appId,
    surviving: kept.userId,
    discarded: gone.userId,
  });
  await scene.api('DELETE', `/users/${kept.userId}`);
  await upload(who.conversationId);
}

async function agentActs(ticketId: string): Promise<void> {
  const dataBase64 = Buffer.from('hello').toString('base64');
  const reply = { type: 'reply', text: 'Yes', payload: 'y' };
  await scene.agent(ticketId, 'messages', { text: 'Hi', actions: [reply] });
  await scene.agent(ticketId, 'messages', { attachment: { name: 'a.txt', dataBase64 } });
  await scene.agent(ticketId, 'typing', { on: true });
  await scene.agent(ticketId, 'read');
  await scene.agent(ticketId, 'trigger', { agentId: undefined, text: 'Busy' });
  await scene.agent(ticketId, 'csat', { agentId: undefined });
  await scene.agent(ticketId, 'status', { agentId: SAM, status: 'closed' });
}

async function callApi(
  { conversationId, userId, externalId }: { conversationId: string; userId: string; externalId: string },
  integrationId: string,
  switchboardId: string,
  seatId: string,
): Promise<void> {
  const { api } = scene;
  const conversation = `/conversations/${conversationId}`;
  const seats = `/switchboards/${switchboardId}/switchboardIntegrations`;
  await api('GET', '');
  await api('POST', '/users', { externalId });
  await api('PATCH', `/users/${userId}`, { metadata: { plan: 'pro', seats: 3, trial: false } });
  await api('GET', `/users/${encodeURIComponent(externalId)}`);
  await api('GET', '/users/nobody');
  await api('GET', '/users?filter[identities.email]=a@b.test');
  await api('DELETE', `/users/${userId}/personalinformation`);
  await api('PATCH', conversation, {
    displayName: 'Chat',
    description: 'About it',
    metadata: { sessionId: 's' },
  });
  await api('GET', `/conversations?filter[userId]=${userId}`);
  await api('GET', `${conversation}/participants`);
  await api('DELETE', conversation);
  await pass(scene, conversationId, 'nobody');
  await pass(scene, conversationId, 'us');
  for (let n = 0; n < 3; n += 1)
    await say(scene, conversationId, `m${n}`, externalId, { messageId: `user:m${n}` });
  const extra = await say(scene, conversationId, 'extra');
  await api('GET', `${conversation}/messages?page[before]=${extra}`);
  await api('DELETE', `${conversation}/messages/${extra}`);
  await api('POST', `${conversation}/activity`, {
    author: { type: 'user', userId },
    type: 'conversation:read',
  });
  await api('POST', `${conversation}/offerControl`, {
    switchboardIntegration: 'zd-answerBot',
    metadata: { why: 'x' },
  });
  await api('POST', `${conversation}/acceptControl`, {});
  await api('POST', `${conversation}/acceptControl`, {});
  await api('POST', `${conversation}/releaseControl`, { metadata: { by: 'us' } });
  await group(userId);
  await api('GET', '/integrations?filter[types]=custom,web&page[size]=10');
  await api('GET', `/integrations/${integrationId}`);
  await api('PATCH', `/integrations/${integrationId}`, { displayName: 'renamed' });
  const webhooks = `/integrations/${integrationId}/webhooks`;
  const second = await api('POST', webhooks, { target: scene.hook.url, triggers: ['conversation:read'] });
  const webhookId = String(at(second.body, 'webhook', 'id'));
  await api('PATCH', `${webhooks}/${webhookId}`, { triggers: ALL_TRIGGERS });
  await api('GET', `${webhooks}/${webhookId}`);
  await api('GET', webhooks);
  await api('DELETE', `${webhooks}/${webhookId}`);
  const key = await api('POST', `/integrations/${integrationId}/keys`, { displayName: 'k' });
  const keys = `/integrations/${integrationId}/keys`;
  await api('GET', keys);
  await api('GET', `${keys}/${String(at(key.body, 'key', 'id'))}`);
  await api('DELETE', `${keys}/${String(at(key.body, 'key', 'id'))}`);
  await api('POST', '/switchboards');
  await api('GET', seats);
  await api('PATCH', `${seats}/${seatId}`, { messageHistoryCount: 10 });
  await api('PATCH', `/switchboards/${switchboardId}`, { enabled: true });
  await api('DELETE', `${seats}/${seatId}`);
  await api('DELETE', `/integrations/${integrationId}/webhooks/000000000000000000000000`);
}

async function group(userId: string): Promise<void> {
  const made = await scene.api('POST', '/conversations', { type: 'sdkGroup' });
  const path = `/conversations/${String(at(made.body, 'conversation', 'id'))}`;
  await scene.api('POST', `${path}/join`, { userId });
  await scene.api('POST', `${path}/leave`, { userId });
  await scene.api('POST', `${path}/leave`, { userId });
  await scene.api('DELETE', `${path}/messages`);
  await scene.api('DELETE', path);
}

async function upload(conversationId: string): Promise<void> {
  const form = new FormData();
  form.append('source', new Blob(['hello']), 'a.txt');
  const query = `access=public&for=message&conversationId=${conversationId}`;
  const answer = await fetch(`${scene.simulator.url}/sc/v2/apps/${scene.appId}/attachments?${query}`, {
    method: 'POST',
    headers: { authorization: basic(scene.keyId, scene.secret) },
    body: form,
  });
  const body = (await answer.json()) as Record<string, unknown>;
  const mediaUrl = String(at(body, 'attachment', 'mediaUrl'));
  await scene.api('POST', `/conversations/${conversationId}/messages`, {
    author: { type: 'business' },
    content: { type: 'file', mediaUrl },
  });
  await scene.api('POST', '/attachments/remove', { mediaUrl });
}

interface RequestItem {
  op: string | null;
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  status: number;
  answer: unknown;
}

compared(
  "gives no answer and sends no event that the vendor's specification does not allow",
  async () => {
    await tour();
    await until(
      async () => (items(await scene.open('GET', '/simulator/pending')).length === 0 ? true : undefined),
      10_000,
    );
    const requests = items(await scene.open('GET', '/simulator/requests')) as unknown as RequestItem[];
    const violations = requests.flatMap(({ method, path, query, body, status, answer }) => [
      ...(spec?.checkResponse(method, path, status, answer) ?? []),
      ...(status < 400 ? (spec?.checkRequest(method, path, query, body) ?? []) : []),
    ]);
    expect(violations).toEqual([]);
    const deliveries = items(await scene.open('GET', '/simulator/deliveries'));
    expect(deliveries.flatMap((delivery) => spec?.checkWebhook(delivery['body']) ?? [])).toEqual([]);
    expect([...new Set(types(scene))].toSorted()).toEqual(
      ALL_TRIGGERS.filter((type) => !UNSEEN.includes(type)).toSorted(),
    );
    expect(new Set(requests.map((request) => request.op)).size).toBeGreaterThanOrEqual(38);
  },
  60_000,
);

/** Failures that need a caller at odds with itself; `switchboard.test.ts` has them. */
const UNSEEN = ['switchboard:offerControl:failure'];

compared('would notice: the oracle refuses a wrong answer, a wrong request and a wrong event', () => {
  const app = '/sc/v2/apps/a';
  const messages = `${app}/conversations/c/messages`;
  expect(spec?.checkResponse('GET', messages, 200, { messages: [{ id: 1 }] })).not.toEqual([]);
  expect(spec?.checkResponse('GET', messages, 201, { messages: [] })).not.toEqual([]);
  expect(spec?.checkResponse('GET', messages, 404, { error: 'x' })).not.toEqual([]);
  const text = { author: { type: 'business' }, content: { type: 'text', text: 'x' } };
  expect(spec?.checkRequest('POST', messages, {}, text)).toEqual([]);
  expect(spec?.checkRequest('POST', messages, {}, { ...text, reason: 'x' })).not.toEqual([]);
  expect(
    spec?.checkRequest('POST', messages, {}, { ...text, content: { type: 'image', text: 'x' } }),
  ).not.toEqual([]);
  expect(spec?.checkRequest('GET', `${app}/conversations`, { 'page[size]': '500' }, undefined)).not.toEqual(
    [],
  );
  expect(spec?.checkRequest('POST', `${app}/nothing`, {}, {})).not.toEqual([]);
  const event = {
    id: 'e',
    type: 'switchboard:releaseControl',
    createdAt: 'now',
    payload: { reason: 'boredom' },
  };
  const envelope = { app: { id: 'a' }, webhook: { id: 'w', version: 'v2' } };
  expect(spec?.checkWebhook({ ...envelope, events: [event] })).not.toEqual([]);
  expect(
    spec?.checkWebhook({ ...envelope, events: [{ ...event, payload: { reason: 'ticketClosed' } }] }),
  ).toEqual([]);
});
