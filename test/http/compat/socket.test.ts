import { startScene, type Scene } from '../api/scene';
import { Widget005 } from '../../support/compat/widget-005';
import { eventually } from '../../support/world/http';

let scene: Scene;
let token: string;
let otherToken: string;
const PAGE = 'https://shop.test';
const widgets: Widget005[] = [];

beforeAll(async () => {
  scene = await startScene();
  token = (await scene.store.copilots.create({ name: 'Acme', allowedOrigins: [PAGE] })).copilot.publicToken;
  const other = await scene.store.copilots.create({ name: 'Other', allowedOrigins: ['https://other.test'] });
  otherToken = other.copilot.publicToken;
});
afterAll(async () => {
  for (const widget of widgets) widget.close();
  await scene.close();
});

function widgetOf(botToken = token, sessionId?: string): Widget005 {
  const options = { apiUrl: `${scene.url}/backend`, socketUrl: scene.url, token: botToken };
  const widget = new Widget005(options, sessionId);
  widgets.push(widget);
  return widget;
}

async function newSession(): Promise<{ id: string; body: Record<string, unknown> }> {
  const { body } = await widgetOf().http('POST', `/chat-session/${token}`);
  return { id: String(body['id']), body };
}

const refusals = (widget: Widget005) =>
  widget.heard
    .filter(({ name }) => name === 'error')
    .map(({ payload }) => (payload as { code: string }).code);

it('the two HTTP calls have every field of the table', async () => {
  const { id, body } = await newSession();
  expect(Object.keys(body).sort()).toEqual(
    [
      'id',
      'copilot_id',
      'assignee_id',
      'channel',
      'status',
      'last_message_at',
      'last_message',
      'is_notification_enabled',
      'handoff',
      'summary',
      'handoff_sentiment',
      'email_thread_id',
      'meta',
      'created_at',
      'updated_at',
    ].sort(),
  );
  expect(body).toMatchObject({ status: 0, assignee_id: 555, handoff: false });
  const empty = { logo: '', faq: [], initial_questions: [], history: [] };
  expect(await widgetOf().http('GET', '/chat/init')).toEqual({ status: 200, body: empty });
  expect(await widgetOf(token, id).http('GET', '/chat/init')).toEqual({ status: 200, body: empty });
});

it('forged tokens and ids are 401; the public token and the name of a session open nothing', async () => {
  const { id } = await newSession();
  const named = await scene.store.hosted.byToken(id);
  expect((await widgetOf('pub_forged').http('GET', '/chat/init')).status).toBe(401);
  expect((await widgetOf().http('POST', `/chat-session/${otherToken}`)).status).toBe(401);
  for (const forged of [`st_${'A'.repeat(43)}`, named?.id ?? '', token, 'x']) {
    expect((await widgetOf(token, forged).http('GET', '/chat/init')).status).toBe(401);
    const widget = widgetOf(token, forged);
    await widget.connect();
    await eventually(() => refusals(widget).length > 0);
    expect(refusals(widget)).toEqual(['unauthorized']);
    expect(widget.heard.map(({ name }) => name)).not.toContain('joined_session');
  }
  expect((await widgetOf(otherToken, id).http('GET', '/chat/init')).status).toBe(401);
});

it('a message that names another copilot’s token is refused, in words, and the field is free again', async () => {
  const { id } = await newSession();
  const widget = widgetOf(otherToken, id);
  await widget.connect();
  await widget.write('hello');
  await eventually(() => !widget.isPending);
  expect(refusals(widget)).toEqual(['unauthorized']);
  const named = await scene.store.hosted.byToken(id);
  expect(named?.lastSeq).toBe(0);
});

it('strict: nonsense is refused and harms nobody; the next message is taken', async () => {
  const { id } = await newSession();
  const widget = widgetOf(token, id);
  await widget.connect();
  const nonsense: unknown[] = [undefined, null, 7, 'x', [], {}, { session_id: { a: 1 } }];
  for (const payload of nonsense) {
    widget.socket?.emit('join_session', payload);
    widget.socket?.emit('send_chat', payload);
    widget.socket?.emit('leave_session', { payload });
  }
  await eventually(() => refusals(widget).length >= nonsense.length * 3);
  expect(new Set(refusals(widget))).toEqual(new Set(['invalid_request']));
  await widget.write('hello');
  await eventually(async () => (await scene.store.hosted.byToken(id))?.lastSeq !== 0);
});

it('S37: a page of another copilot may open a line, and joins no session here; an unknown page opens none', async () => {
  const { id } = await newSession();
  const foreign = widgetOf(token, id);
  await foreign.connect({ extraHeaders: { origin: 'https://other.test' } });
  await eventually(() => refusals(foreign).length > 0);
  expect(refusals(foreign)).toEqual(['origin_not_allowed']);
  const unknown = widgetOf(token, id);
  await expect(
    unknown.connect({ extraHeaders: { origin: 'https://evil.test' }, reconnection: false }),
  ).rejects.toThrow();
  const own = widgetOf(token, id);
  await own.connect({ extraHeaders: { origin: PAGE } });
  await eventually(() => own.heard.some(({ name }) => name === 'joined_session'));
});

it('S37: a flood is cut off', async () => {
  const widget = widgetOf();
  await widget.connect({ reconnection: false });
  for (let n = 0; n < 500; n += 1) widget.socket?.emit('join_session', { session_id: 'x' });
  await eventually(() => widget.socket?.connected === false);
});

it('the user comes with every message, the last one counts; the ids of this era may repeat', async () => {
  const { id } = await newSession();
  const widget = widgetOf(token, id);
  await widget.connect();
  const say = (content: string, user: unknown) =>
    widget.socket?.emit('send_chat', {
      session_id: id,
      bot_token: token,
      content,
      id: 'abc123',
      user,
      from: 'user',
    });
  say('one', {
    name: 'Jane',
    phone: 1234567890,
    customData: { key1: 'value1' },
    avatarUrl: 'https://a.test/1',
  });
  say('two', { name: 'Jane Doe', email: 'jane@x.test', customData: { key1: 'value1' } });
  const session = await eventually(async () => {
    const now = await scene.store.hosted.byToken(id);
    return now?.user.email === 'jane@x.test' && now;
  });
  expect(session.user).toMatchObject({
    name: 'Jane Doe',
    phone: '1234567890',
    avatar: 'https://a.test/1',
    customData: { key1: 'value1' },
  });
  await eventually(async () => {
    const page = await scene.store.sessions.events(session.copilotId, session.id, 0, 50);
    const own = page?.items.flatMap((event) =>
      event.type === 'message' && event.message.origin === 'user' ? [event.message.text] : [],
    );
    return JSON.stringify(own) === '["one","two"]';
  });
});

it('a vote on words of the bot is kept and taken back; on anything else, or without the session, it is refused', async () => {
  const { id } = await newSession();
  const session = await scene.store.hosted.byToken(id);
  const { copilotId = '', id: sessionId = '' } = session ?? {};
  const said = { copilotId, sessionId };
  await scene.store.hosted.copilotSays({ ...said, id: 'b1', message: { text: 'Hello.' } });
  await scene.store.hosted.say({ ...said, message: { id: 'm1', text: 'Hi' } });
  const log = (await scene.store.sessions.events(copilotId, sessionId, 0, 10))?.items ?? [];
  const seqOf = (origin: string) =>
    log.find((event) => event.type === 'message' && event.message.origin === origin)?.seq;
  const own = widgetOf(token, id);
  const kept = async () => (await scene.store.hosted.byToken(id))?.extra[`vote:${seqOf('copilot')}`];

  expect((await own.http('POST', `/chat/vote/${seqOf('copilot')}`)).status).toBe(200);
  expect(await kept()).toBe('upvote');
  expect((await own.http('DELETE', `/chat/vote/${seqOf('copilot')}`)).status).toBe(200);
  expect(await kept()).toBeNull();

  for (const other of [seqOf('user'), 99, 'b1', '__proto__']) {
    expect((await own.http('POST', `/chat/vote/${other}`)).status).toBe(404);
  }
  const stranger = widgetOf(token, (await newSession()).id);
  expect((await stranger.http('POST', `/chat/vote/${seqOf('copilot')}`)).status).toBe(404);
  expect((await widgetOf().http('POST', `/chat/vote/${seqOf('copilot')}`)).status).toBe(401);
  expect((await widgetOf(otherToken, id).http('POST', `/chat/vote/${seqOf('copilot')}`)).status).toBe(401);
  expect(await kept()).toBeNull();
});
