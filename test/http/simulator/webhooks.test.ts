import { at, items, openScene, pause, until, type Scene } from './scene';
import { connect, say, talk, texts, types } from './steps';

const ONLY_MESSAGES = { seat: false as const, triggers: ['conversation:message'] };

let scene: Scene;
beforeEach(async () => {
  // 600 makes fifteen minutes a second and a half.
  scene = await openScene({ timeFactor: 600 });
});
afterEach(() => scene.close());

const ledger = async () => items(await scene.open('GET', `/simulator/deliveries?appId=${scene.appId}`));
const dropped = async () => items(await scene.open('GET', `/simulator/dropped?appId=${scene.appId}`));

it('sends the secret as X-API-Key and the envelope of version v2, with a stable event id', async () => {
  const { webhookSecret, webhookId } = await connect(scene, ONLY_MESSAGES);
  const who = await talk(scene);
  scene.hook.answer = (_call, nth) => (nth === 1 ? 503 : 200);
  await say(scene, who.conversationId, 'hi');
  await until(() => (scene.hook.received.length === 2 ? true : undefined));
  const [first, second] = scene.hook.received;
  expect(first?.key).toBe(webhookSecret);
  expect(first?.body).toMatchObject({ app: { id: scene.appId }, webhook: { id: webhookId, version: 'v2' } });
  expect(second?.body.events[0]?.id).toBe(first?.body.events[0]?.id);
});

it('tries five times with growing gaps, then drops the event for good and says so in its ledger', async () => {
  await connect(scene, ONLY_MESSAGES);
  const who = await talk(scene);
  scene.hook.answer = () => 500;
  await say(scene, who.conversationId, 'never');
  const [lost] = await until(async () => {
    const all = await dropped();
    return all.length > 0 ? all : undefined;
  });
  expect(lost).toMatchObject({ reason: 'attempts_exhausted', attempts: 5 });
  expect(at(lost, 'event', 'payload', 'message', 'content', 'text')).toBe('never');
  const times = scene.hook.received.map((call) => call.atMs);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps).toHaveLength(4);
  for (const [index, least] of [33, 100, 300, 900].entries())
    expect(gaps[index]).toBeGreaterThanOrEqual(least - 5);
  await pause(100);
  expect(scene.hook.received).toHaveLength(5);
  expect((await ledger()).map((entry) => entry['outcome'])).toEqual([
    'retrying',
    'retrying',
    'retrying',
    'retrying',
    'dropped',
  ]);
});

it.each([400, 401, 403, 404, 406])('never sends again what was answered %i', async (status) => {
  await connect(scene, ONLY_MESSAGES);
  const who = await talk(scene);
  scene.hook.answer = () => status;
  await say(scene, who.conversationId, 'final');
  await until(async () => ((await dropped()).length > 0 ? true : undefined));
  await pause(150);
  expect([scene.hook.received.length, (await dropped())[0]?.['reason']]).toEqual([1, `final_${status}`]);
});

it.each([302, 408, 410, 413, 429, 500])(
  'sends again what was answered %i, and follows no redirect',
  async (status) => {
    await connect(scene, ONLY_MESSAGES);
    const who = await talk(scene);
    scene.hook.answer = (_call, nth) => (nth === 1 ? status : 204);
    await say(scene, who.conversationId, 'again');
    await until(async () => ((await ledger()).at(-1)?.['outcome'] === 'delivered' ? true : undefined));
    expect(scene.hook.received).toHaveLength(2);
  },
);

it('counts a missing answer as a failure after the timeout and sends again', async () => {
  await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { webhookTimeoutMs: 100 });
  await connect(scene, ONLY_MESSAGES);
  const who = await talk(scene);
  scene.hook.answer = (_call, nth) => (nth === 1 ? 'hang' : 200);
  await say(scene, who.conversationId, 'slow');
  await until(() => (scene.hook.received.length === 2 ? true : undefined));
  expect((await ledger())[0]).toMatchObject({ status: null, error: 'timeout', outcome: 'retrying' });
});

it('keeps the order of first attempts in a conversation while a retried event does not hold up later ones', async () => {
  await connect(scene, ONLY_MESSAGES);
  const who = await talk(scene);
  scene.hook.answer = (call, nth) => (nth < 4 && call.raw.includes('"text":"1"') ? 503 : 200);
  const sent = Array.from({ length: 20 }, (_, n) => String(n));
  for (const text of sent) await say(scene, who.conversationId, text);
  await until(() => (texts(scene).length === 21 ? true : undefined));
  const seen = texts(scene);
  const firsts = seen.filter((text, index) => seen.indexOf(text) === index);
  expect(firsts).toEqual(sent);
  expect(seen.filter((text) => text === '1')).toHaveLength(2);
});

it('lets a slow conversation wait alone', async () => {
  await connect(scene, ONLY_MESSAGES);
  const [slow, quick] = [await talk(scene, { who: 'slow' }), await talk(scene, { who: 'quick' })];
  scene.hook.answer = (call) => (call.raw.includes('"who":"slow"') ? 'hang' : 200);
  await say(scene, slow.conversationId, 's1');
  await say(scene, slow.conversationId, 's2');
  await say(scene, quick.conversationId, 'q1');
  await until(() => (texts(scene).includes('q1') ? true : undefined));
  expect(texts(scene)).not.toContain('s2');
});

it('drops what waits for a webhook that is deleted, and stops', async () => {
  const { integrationId, webhookId } = await connect(scene, ONLY_MESSAGES);
  const who = await talk(scene);
  scene.hook.answer = () => 503;
  await say(scene, who.conversationId, 'x');
  await until(() => (scene.hook.received.length > 0 ? true : undefined));
  await scene.api('DELETE', `/integrations/${integrationId}/webhooks/${webhookId}`);
  await until(async () => ((await dropped())[0]?.['reason'] === 'webhook_deleted' ? true : undefined));
});

it('allows ten webhooks in an app, changes them, and never lets their secret be set', async () => {
  const { integrationId, webhookId, webhookSecret } = await connect(scene, { seat: false });
  const path = `/integrations/${integrationId}/webhooks`;
  const add = () => scene.api('POST', path, { target: scene.hook.url, triggers: ['conversation:read'] });
  for (let n = 0; n < 9; n += 1) expect((await add()).status).toBe(201);
  expect((await add()).status).toBe(400);
  expect((await scene.api('PATCH', `${path}/${webhookId}`, { secret: 'mine' })).status).toBe(400);
  const patched = await scene.api('PATCH', `${path}/${webhookId}`, { triggers: ['conversation:message'] });
  expect(at(patched.body, 'webhook')).toMatchObject({
    triggers: ['conversation:message'],
    secret: webhookSecret,
  });
  expect(items(await scene.api('GET', path), 'webhooks')).toHaveLength(10);
  expect((await scene.api('GET', '/integrations/000000000000000000000000/webhooks')).status).toBe(404);
});

it('sends every event type that is asked of it through the control API, as it is', async () => {
  await connect(scene, { seat: false, triggers: [] });
  const payload = { conversation: { id: 'c1', metadata: { copilotId: 'cop_other' } } };
  const answer = await scene.open('POST', '/simulator/events', {
    appId: scene.appId,
    type: 'passthrough:messaging',
    payload,
    createdAt: null,
  });
  expect(answer.status).toBe(201);
  await until(() => (types(scene).length === 1 ? true : undefined));
  const event = scene.hook.received[0]?.body.events[0];
  expect([event?.type, event?.payload, event?.createdAt]).toEqual([
    'passthrough:messaging',
    payload,
    undefined,
  ]);
});
