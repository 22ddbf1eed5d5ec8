import { at, items, openScene, SAM, until, type Json, type Scene } from './scene';
import { activeName, connect, handoff, say, talk, texts, ticketsOf, types, waitForEvent } from './steps';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');

let scene: Scene;
let who: { conversationId: string; externalId: string; userId: string };
let ticketId: string;
beforeEach(async () => {
  scene = await openScene();
  await connect(scene);
  who = await talk(scene);
  ticketId = await handoff(scene, who, { 'dataCapture.systemField.tags': 'vip' });
});
afterEach(() => scene.close());

const ticket = async (): Promise<Json> =>
  (await scene.open('GET', `/workspace/api/tickets/${ticketId}`)).body['ticket'] as Json;

async function eventOf(text: string): Promise<Json> {
  return until(() =>
    scene.hook.received
      .flatMap((call) => call.body.events)
      .map((event) => event.payload)
      .find((payload) => at(payload, 'message', 'content', 'text') === text),
  );
}

async function eventsSince(first: number, count: number): Promise<string[]> {
  await until(() => (types(scene).length >= first + count ? true : undefined));
  return types(scene).slice(first);
}

it('knows its accounts, three agents, and finds tickets by account and status', async () => {
  expect(items(await scene.open('GET', '/workspace/api/accounts'))).toMatchObject([{ appId: scene.appId }]);
  const agents = items(await scene.open('GET', '/workspace/api/agents'));
  expect(agents.map((agent) => agent['name'])).toEqual(['Sam Rivera', 'Alex Kim', 'Priya Nair']);
  const list = (query: string) => scene.open('GET', `/workspace/api/tickets?${query}`).then(items);
  expect(await list(`appId=${scene.appId}&status=new`)).toMatchObject([
    { id: ticketId, status: 'new', unread: 1 },
  ]);
  expect(await list('status=solved')).toEqual([]);
  expect((await scene.open('GET', '/workspace/api/tickets/9999')).status).toBe(404);
});

it("sends an agent's words with name, face and Zendesk id, opens the ticket and assigns it", async () => {
  const answer = await scene.agent(ticketId, 'messages', { text: 'Hi, <b>Sam</b> here' });
  expect(answer.status).toBe(201);
  const payload = await eventOf('Hi, <b>Sam</b> here');
  expect(payload['message']).toMatchObject({
    author: { type: 'business', subtypes: ['agent'], displayName: 'Sam Rivera' },
    content: { type: 'text', htmlText: '<p>Hi, &lt;b&gt;Sam&lt;/b&gt; here</p>' },
    source: { type: 'zd:agentWorkspace' },
    metadata: { '__zendesk_msg.agent.id': SAM },
  });
  expect(await ticket()).toMatchObject({ status: 'open', assigneeId: SAM, unread: 0 });
  expect((await scene.agent(ticketId, 'messages', { agentId: '1', text: 'x' })).status).toBe(404);
  expect((await scene.agent(ticketId, 'messages', {})).status).toBe(422);
});

it('sends a file as image or file, whose address can be read, and refuses what is not allowed', async () => {
  const attach = (name: string, dataBase64: string) =>
    scene.agent(ticketId, 'messages', { text: name, attachment: { name, mediaType: 'x/y', dataBase64 } });
  expect((await attach('shot.png', PNG)).status).toBe(201);
  expect((await attach('notes.txt', Buffer.from('hello').toString('base64'))).status).toBe(201);
  expect((await attach('tool.exe', PNG)).status).toBe(415);
  const image = at(await eventOf('shot.png'), 'message', 'content') as Json;
  expect(image).toMatchObject({ type: 'image', mediaType: 'image/png', mediaSize: 16 });
  const file = at(await eventOf('notes.txt'), 'message', 'content') as Json;
  expect(file['type']).toBe('file');
  const got = await fetch(String(file['mediaUrl']));
  expect([got.status, await got.text()]).toEqual([200, 'hello']);
});

it('tells of typing and reading by events', async () => {
  await scene.agent(ticketId, 'typing', { on: true });
  await scene.agent(ticketId, 'typing', { on: false });
  await scene.agent(ticketId, 'read');
  const read = await waitForEvent(scene, 'conversation:read');
  expect(at(read.body, 'events', 0, 'payload', 'activity')).toMatchObject({
    type: 'conversation:read',
    author: { type: 'business', displayName: 'Sam Rivera' },
  });
  const typing = scene.hook.received
    .flatMap((call) => call.body.events)
    .filter((event) => event.type === 'conversation:typing');
  expect(typing.map((event) => at(event.payload, 'activity', 'type'))).toEqual([
    'typing:start',
    'typing:stop',
  ]);
  const conversation = await scene.api('GET', `/conversations/${who.conversationId}`);
  expect(typeof at(conversation.body, 'conversation', 'businessLastRead')).toBe('string');
});

it('keeps a note to itself', async () => {
  await until(() => (types(scene).length >= 4 ? true : undefined));
  const before = types(scene).length;
  await scene.agent(ticketId, 'note', { text: 'angry customer' });
  await scene.agent(ticketId, 'messages', { text: 'public' });
  await eventOf('public');
  expect(texts(scene)).not.toContain('angry customer');
  expect(types(scene).length).toBe(before + 1);
  const transcript = (await ticket())['transcript'] as Json[];
  expect(transcript.map((entry) => entry['kind'])).toEqual(['message', 'note', 'message']);
  const messages = await scene.api('GET', `/conversations/${who.conversationId}/messages`);
  expect(items(messages, 'messages')).toHaveLength(2);
});

it.each([
  ['all', ['conversation:message', 'switchboard:releaseControl'], undefined],
  ['releaseControl', ['switchboard:releaseControl'], undefined],
  ['passControl', ['switchboard:passControl'], 'zd-answerBot'],
  ['activityOnly', ['conversation:message'], 'zd-agentWorkspace'],
])('says %s when a ticket closes, by the events the app is set to', async (closeSends, expected, holder) => {
  await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { closeSends });
  await until(() => (types(scene).length >= 4 ? true : undefined));
  const before = types(scene).length;
  await scene.agent(ticketId, 'status', { status: 'closed' });
  expect(await eventsSince(before, expected.length)).toEqual(expected);
  const last = scene.hook.received.at(-1)?.body.events[0];
  if (closeSends === 'activityOnly') {
    expect(at(last?.payload, 'message')).toMatchObject({
      activity: { type: 'ticket:closed' },
      author: { subtypes: ['activity'] },
    });
  } else expect(last?.payload['reason']).toBe('ticketClosed');
  expect(await activeName(scene, who.conversationId)).toBe(holder);
  expect((await scene.agent(ticketId, 'messages', { text: 'late' })).status).toBe(409);
  expect((await scene.agent(ticketId, 'status', { status: 'open' })).status).toBe(409);
});

it('sends nothing when a ticket is solved', async () => {
  await until(() => (types(scene).length >= 4 ? true : undefined));
  const before = types(scene).length;
  await scene.agent(ticketId, 'status', { status: 'solved' });
  await scene.agent(ticketId, 'messages', { text: 'still here' });
  await eventOf('still here');
  expect(types(scene).slice(before)).toEqual(['conversation:message']);
});

it('ends the session with the status unchanged; the next message makes a new ticket', async () => {
  await scene.agent(ticketId, 'messages', { text: 'bye' });
  await scene.agent(ticketId, 'end-session');
  const release = await waitForEvent(scene, 'switchboard:releaseControl');
  expect(
    at(release.body, 'events', 0, 'payload', 'conversation', 'activeSwitchboardIntegration'),
  ).toBeUndefined();
  expect(await ticket()).toMatchObject({ status: 'open', live: false });
  expect((await scene.agent(ticketId, 'messages', { text: 'x' })).status).toBe(409);
  await say(scene, who.conversationId, 'again', who.externalId);
  expect(await ticketsOf(scene, who.conversationId)).toHaveLength(2);
});

it('moves a conversation to e-mail with reason transferToEmail', async () => {
  await scene.agent(ticketId, 'transfer-to-email');
  const release = await waitForEvent(scene, 'switchboard:releaseControl');
  expect(at(release.body, 'events', 0, 'payload', 'reason')).toBe('transferToEmail');
  const activity = await eventOf('The conversation continues by email');
  expect(at(activity, 'message', 'activity', 'type')).toBe('ticket:transfer:email');
});

it('passes control by button and by the typed command, which the user never sees', async () => {
  const command = await scene.agent(ticketId, 'messages', { text: '%((switchboard:passControl:us))%' });
  expect([command.status, command.body['message']]).toEqual([201, null]);
  expect(await activeName(scene, who.conversationId)).toBe('us');
  expect(texts(scene)).not.toContain('%((switchboard:passControl:us))%');
  const unknown = await scene.agent(ticketId, 'pass-control', { switchboardIntegration: 'nobody' });
  expect(unknown.status).toBe(422);
  await scene.agent(ticketId, 'pass-control', { switchboardIntegration: 'zd-answerBot' });
  expect(await activeName(scene, who.conversationId)).toBe('zd-answerBot');
});

it('lets an agent write after we took control: the message arrives and stands on the ticket', async () => {
  await scene.api('POST', `/conversations/${who.conversationId}/passControl`, {
    switchboardIntegration: 'us',
  });
  expect((await scene.agent(ticketId, 'messages', { text: 'afterthought' })).status).toBe(201);
  await eventOf('afterthought');
  expect(((await ticket())['transcript'] as Json[]).map((entry) => at(entry, 'content', 'text'))).toContain(
    'afterthought',
  );
});

it('marks automated messages and the survey as spoken by nobody', async () => {
  await scene.agent(ticketId, 'trigger', { agentId: undefined, text: 'We are busy' });
  await scene.agent(ticketId, 'csat', { agentId: undefined });
  expect(at(await eventOf('We are busy'), 'message')).toMatchObject({
    author: { displayName: 'Automated Response' },
    metadata: { '__zendesk_msg.agent.id': '__trigger' },
  });
  const survey = at(await eventOf('How would you rate the help you received?'), 'message') as Json;
  expect(survey['metadata']).toMatchObject({ type: 'csat', '__zendesk_msg.agent.id': '' });
  expect(at(survey, 'content', 'actions')).toHaveLength(2);
});

it('assigns, and tells open pages of every change', async () => {
  const stream = await fetch(`${scene.simulator.url}/workspace/api/stream`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  const read = async () => {
    const chunk = await reader?.read();
    seen += chunk?.value ?? '';
  };
  await read();
  await scene.agent(ticketId, 'assign', { agentId: '361234567891' });
  while (!seen.includes('event: ticket\n')) await read();
  expect(seen).toContain(`event: ticket\ndata: {"id":"${ticketId}"}`);
  expect(await ticket()).toMatchObject({ assigneeId: '361234567891', status: 'open' });
  const second = await talk(scene);
  await handoff(scene, second);
  while (!seen.includes('event: tickets\n')) await read();
  await reader?.cancel();
});

it('is for this machine only: not for another host name, not for a page of another origin', async () => {
  const from = (headers: Record<string, string>) =>
    fetch(`${scene.simulator.url}/workspace/api/tickets`, { headers }).then((answer) => answer.status);
  expect(await from({ origin: scene.simulator.url })).toBe(200);
  expect(await from({ origin: 'https://evil.test' })).toBe(403);
});

it('serves its pages with scripts from this origin only', async () => {
  const get = (path: string) => fetch(scene.simulator.url + path);
  const page = await get('/workspace');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  for (const [, source] of (await page.text()).matchAll(/(?:src|href)="(\/workspace\/static\/[^"]+)"/g)) {
    expect([source, (await get(source ?? '')).status]).toEqual([source, 200]);
  }
  expect((await get('/workspace/faults')).status).toBe(200);
  const agents = items(await scene.open('GET', '/workspace/api/agents'));
  for (const agent of agents) expect((await fetch(String(agent['avatarUrl']))).status).toBe(200);
});
