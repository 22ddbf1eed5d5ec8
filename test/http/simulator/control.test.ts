import { at, basic, call, items, openScene, until, type Scene } from './scene';
import { connect, handoff, say, talk, ticketsOf, waitForEvent } from './steps';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

it('uses the given ids and answers the same app again for the same appId', async () => {
  const draft = { appId: 'a'.repeat(24), keyId: 'app_demo', secret: 's3cret', subdomain: 'acme' };
  const first = await scene.open('POST', '/simulator/apps', draft);
  const second = await scene.open('POST', '/simulator/apps', draft);
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body).toEqual(first.body);
  expect(first.body['app']).toMatchObject(draft);
  const headers = { authorization: basic('app_demo', 's3cret') };
  const app = await call(scene.simulator.url, 'GET', `/v2/apps/${draft.appId}`, undefined, headers);
  expect(at(app.body, 'app', 'subdomain')).toBe('acme');
});

it('offers no Agent Workspace where it is off, and takes it away and gives it back', async () => {
  const seats = async () => {
    const boards = await scene.api('GET', '/switchboards');
    const id = String(at(boards.body, 'switchboards', 0, 'id'));
    const list = await scene.api('GET', `/switchboards/${id}/switchboardIntegrations`);
    return items(list, 'switchboardIntegrations').map((seat) => seat['integrationType']);
  };
  expect(await seats()).toEqual(['zd:agentWorkspace', 'zd:answerBot']);
  await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { agentWorkspace: false });
  expect(await seats()).toEqual(['zd:answerBot']);
  await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { agentWorkspace: true });
  expect(await seats()).toEqual(['zd:answerBot', 'zd:agentWorkspace']);
});

it('removes a conversation and tells the webhook, its ticket included', async () => {
  await connect(scene);
  const who = await talk(scene);
  await handoff(scene, who);
  await scene.open('POST', `/simulator/conversations/${who.conversationId}/remove`);
  const event = await waitForEvent(scene, 'conversation:remove');
  expect(at(event.body, 'events', 0, 'payload', 'conversation', 'id')).toBe(who.conversationId);
  expect((await scene.api('GET', `/conversations/${who.conversationId}`)).status).toBe(404);
  expect(await ticketsOf(scene, who.conversationId)).toMatchObject([{ live: false, transcript: [] }]);
});

it('merges users: the discarded default conversation flows into the surviving one', async () => {
  await connect(scene);
  const [kept, gone] = [await talk(scene), await talk(scene)];
  const second = await scene.api('POST', '/conversations', {
    type: 'personal',
    participants: [{ userId: gone.userId }],
  });
  const moved = String(at(second.body, 'conversation', 'id'));
  await say(scene, gone.conversationId, 'from the discarded', gone.externalId);
  const body = { appId: scene.appId, surviving: kept.userId, discarded: gone.userId };
  expect((await scene.open('POST', '/simulator/users/merge', body)).status).toBe(201);
  const event = await waitForEvent(scene, 'user:merge');
  const payload = event.body.events[0]?.payload;
  expect(at(payload, 'mergedUsers', 'discarded', 'id')).toBe(gone.userId);
  expect(at(payload, 'mergedConversations', 'surviving', 'id')).toBe(kept.conversationId);
  expect(at(payload, 'mergedConversations', 'discarded', 'id')).toBe(gone.conversationId);
  const messages = await scene.api('GET', `/conversations/${kept.conversationId}/messages`);
  expect(items(messages, 'messages')).toMatchObject([{ author: { userId: kept.userId } }]);
  expect((await scene.api('GET', `/users/${gone.userId}`)).status).toBe(404);
  expect((await scene.api('GET', `/conversations/${gone.conversationId}`)).status).toBe(404);
  const own = await scene.api('GET', `/conversations?filter[userId]=${kept.userId}`);
  expect(items(own, 'conversations').map((item) => item['id'])).toContain(moved);
});

it('lets the user write on another channel and end the conversation', async () => {
  await connect(scene);
  const who = await talk(scene);
  await handoff(scene, who);
  const path = `/simulator/conversations/${who.conversationId}`;
  await scene.open('POST', `${path}/user-message`, { text: 'from my phone', sourceType: 'whatsapp' });
  await scene.open('POST', `${path}/end-by-user`);
  const ended = await until(() =>
    scene.hook.received.find(
      (one) => at(one.body, 'events', 0, 'payload', 'message', 'activity') !== undefined,
    ),
  );
  expect(at(ended.body, 'events', 0, 'payload', 'message', 'activity', 'type')).toBe(
    'conversation:endedByUser',
  );
  const messages = items(await scene.api('GET', `/conversations/${who.conversationId}/messages`), 'messages');
  expect(messages[1]).toMatchObject({ author: { type: 'user' }, source: { type: 'whatsapp' } });
});

it('writes every request into its ledger, without the credential', async () => {
  const who = await talk(scene);
  await say(scene, who.conversationId, 'hi');
  const requests = items(await scene.open('GET', `/simulator/requests?appId=${scene.appId}`));
  expect(requests.map((entry) => [entry['op'], entry['status']])).toEqual([
    ['createUser', 201],
    ['createConversation', 201],
    ['postMessage', 201],
  ]);
  expect(requests[2]).toMatchObject({ body: { content: { text: 'hi' } }, committed: true, method: 'POST' });
  expect(JSON.stringify(requests)).not.toContain('Basic');
  expect(JSON.stringify(requests)).not.toContain(scene.secret);
  const later = await scene.open('GET', `/simulator/requests?after=${String(requests[1]?.['n'])}`);
  expect(items(later)).toHaveLength(1);
});

it('keeps the ground truth in commit order and forgets everything on reset', async () => {
  await connect(scene);
  const who = await talk(scene);
  await handoff(scene, who);
  const log = items(await scene.open('GET', `/simulator/log?appId=${scene.appId}`));
  expect(log.map((entry) => [entry['kind'], entry['action'] ?? ''].join(':'))).toEqual([
    'user:create',
    'conversation:create',
    'control:passControl',
    'message:',
    'control:passControl',
    'ticket:create',
  ]);
  const numbers = log.map((entry) => Number(entry['n']));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  await scene.open('POST', '/simulator/reset');
  expect(items(await scene.open('GET', '/simulator/log'))).toEqual([]);
  expect((await scene.api('GET', '')).status).toBe(401);
});

it('deletes a user with the conversations and tells the webhook of both', async () => {
  await connect(scene);
  const who = await talk(scene);
  await scene.api('DELETE', `/users/${who.userId}`);
  await waitForEvent(scene, 'user:remove');
  await waitForEvent(scene, 'conversation:remove');
});
