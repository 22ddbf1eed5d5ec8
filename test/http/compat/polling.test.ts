import { randomUUID } from 'node:crypto';
import { startScene, type Scene } from '../api/scene';
import { Widget457, type Device } from '../../support/compat/widget-457';
import { Widget005 } from '../../support/compat/widget-005';

let scene: Scene;
let token: string;
let otherToken: string;
const PAGE = 'https://shop.test';
const aNumber = expect.any(Number) as number;
const aString = expect.any(String) as string;

beforeAll(async () => {
  scene = await startScene();
  const made = await scene.store.copilots.create({ name: 'Acme', allowedOrigins: [PAGE] });
  token = made.copilot.publicToken;
  otherToken = (await scene.store.copilots.create({ name: 'Other' })).copilot.publicToken;
});
afterAll(async () => {
  await scene.close();
});

async function started(device?: Device, user?: { data: { email: string } }): Promise<Widget457> {
  const widget = new Widget457({ apiUrl: scene.url, token, ...(user === undefined ? {} : { user }) }, device);
  await widget.start();
  return widget;
}

async function withSession(): Promise<Widget457> {
  const widget = await started();
  const { status, body } = await widget.createSession();
  expect(status).toBe(200);
  widget.session = body;
  return widget;
}

it('config: what the widget needs to start, and 401 without it', async () => {
  const widget = new Widget457({ apiUrl: scene.url, token });
  expect((await widget.call('GET', '/config')).body).toEqual({
    org: { id: expect.stringMatching(/^cop_/) as string, name: 'Acme' },
    sessionPollingIntervalSeconds: aNumber,
    sessionsPollingIntervalSeconds: aNumber,
    modes: [],
  });
  for (const forged of ['', 'pub_x', `pub_${'A'.repeat(22)}`]) {
    const answer = await new Widget457({ apiUrl: scene.url, token: forged }).call('GET', '/config');
    expect(answer).toMatchObject({
      status: 401,
      body: { statusCode: 401, error: 'Unauthorized', message: aString },
    });
  }
});

it('a new session has every field of the table', async () => {
  const { session } = await withSession();
  expect(session).toEqual({
    id: expect.stringMatching(/^ses_/) as string,
    ticketNumber: aNumber,
    title: null,
    createdAt: aString,
    updatedAt: aString,
    isHandedOff: false,
    isOpened: true,
    assignee: { kind: 'ai', name: null, avatarUrl: null },
    channel: 'web',
    isVerified: false,
    lastMessage: null,
    modeId: null,
    latestStateCheckpointPayload: null,
    sessionAttributes: {},
  });
});

it('contact tokens: none, forged, another copilot’s, another session’s are 401', async () => {
  const widget = await withSession();
  const good = widget.contactToken;
  const other = new Widget457({ apiUrl: scene.url, token: otherToken });
  await other.start();
  const { token: sessionToken } = await scene.store.hosted.create({
    copilotId: (await scene.store.copilots.byPublicToken(token))?.id ?? '',
    user: {},
  });
  for (const bad of ['', `ct_${'A'.repeat(43)}`, 'a.b.c', other.contactToken, sessionToken.reveal(), token]) {
    widget.contactToken = bad;
    expect((await widget.poll()).status).toBe(401);
    expect((await widget.createSession()).status).toBe(401);
    expect((await widget.upload('a.txt', 'text/plain', Buffer.from('a'))).status).toBe(401);
  }
  widget.contactToken = good;
  expect((await widget.poll()).status).toBe(200);
});

it('another contact’s session is 404 in every call, exactly like one that does not exist', async () => {
  const owner = await withSession();
  const stranger = await withSession();
  const own = stranger.session;
  for (const id of [owner.session?.id ?? '', 'ses_AAAAAAAAAAAAAAAAAAAAAA', 'x y', '%00']) {
    stranger.session = { ...(own ?? ({} as NonNullable<typeof own>)), id };
    const answers = [
      await stranger.call('GET', `/poll/${encodeURIComponent(id)}`),
      await stranger.call('GET', `/session/history/${encodeURIComponent(id)}`),
      await stranger.post(randomUUID(), 'hello'),
      await stranger.resolve(),
      await stranger.rate(5, ''),
      await stranger.call('POST', '/chat/vote', { action: 'upvote', sessionId: id, messagePublicId: 'm' }),
      await stranger.call('POST', '/checkpoint', { session_id: id, payload: {} }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  }
  expect((await owner.poll()).status).toBe(200);
});

it('reload: the device’s random id finds its sessions; one that can be guessed opens nothing', async () => {
  const user = { data: { email: 'jane@x.test' } };
  const device: Device = new Map();
  const before = await started(device, user);
  before.session = (await before.createSession()).body;
  const after = await started(device, user);
  expect((await after.poll(before.session.id)).status).toBe(404);
  expect((await after.sessions()).map(({ id }) => id)).toEqual([before.session.id]);
  expect((await after.poll(before.session.id)).status).toBe(200);
  expect((await before.poll()).status).toBe(200);

  const guessable: Device = new Map([['externalId', 'user-17']]);
  const victim = await started(guessable, user);
  victim.session = (await victim.createSession()).body;
  const attacker = await started(new Map([['externalId', 'user-17']]), user);
  expect(await attacker.sessions()).toEqual([]);
  expect((await attacker.poll(victim.session.id)).status).toBe(404);
  expect((await victim.sessions()).map(({ id }) => id)).toEqual([victim.session.id]);
});

it('§2h.8: the same uuid again is ignored, with success; other words under it are refused', async () => {
  const widget = await withSession();
  const uuid = randomUUID();
  await widget.post(uuid, 'hello');
  const again = await widget.post(uuid, 'hello');
  expect(again).toMatchObject({ status: 200, body: { success: true, code: 'duplicate_message_ignored' } });
  const other = await widget.post(uuid, 'other words');
  expect(other.body).toMatchObject({ success: false, error: { code: 'message_id_conflict' } });
  const { body } = await widget.poll();
  const own = body.history.filter(({ sender }) => sender.kind === 'user');
  expect(own).toMatchObject([{ publicId: uuid, type: 'message', content: { text: 'hello' } }]);
});

it('§2h.8: a message with a file repeated is one message, and a stranger’s file is refused', async () => {
  const widget = await withSession();
  const { body } = await widget.upload('notes.txt', 'text/plain', Buffer.from('notes'));
  const file = { id: 'f', name: 'notes.txt', size: 5, type: 'text/plain', url: body.fileUrl };
  const uuid = randomUUID();
  expect((await widget.post(uuid, '', [file])).body.success).toBe(true);
  expect((await widget.post(uuid, '', [file])).body.code).toBe('duplicate_message_ignored');
  const { body: polled } = await widget.poll();
  expect(polled.history.filter(({ sender }) => sender.kind === 'user')).toMatchObject([
    { publicId: uuid, attachments: [{ name: 'notes.txt', type: 'text/plain', size: aNumber }] },
  ]);

  const thief = await withSession();
  expect((await thief.post(randomUUID(), 'look', [file])).body).toMatchObject({
    success: false,
    error: { code: 'invalid_request' },
  });
  const foreign = { ...file, url: 'https://evil.test/files/x/a.txt' };
  expect((await thief.post(randomUUID(), 'look', [foreign])).body.success).toBe(false);
});

it('strict: wrong types, an empty message, a wrong bot token, JSON that is none, other methods', async () => {
  const widget = await withSession();
  const good = { uuid: randomUUID(), bot_token: token, session_id: widget.session?.id, content: 'hi' };
  for (const bad of [
    { content: 7 },
    { uuid: 'has space' },
    { attachments: 'x' },
    { content: 'x'.repeat(20_001) },
  ]) {
    expect((await widget.call('POST', '/chat/send', { ...good, ...bad })).status).toBe(422);
  }
  expect((await widget.call('POST', '/chat/send', { ...good, bot_token: otherToken })).status).toBe(401);
  expect((await widget.post(randomUUID(), '  ')).body).toMatchObject({ success: false });
  expect((await widget.rate(6, '')).status).toBe(422);
  expect((await widget.rate(5, '')).status).toBe(422);
  expect((await widget.call('GET', '/sessions?filters=%7B')).status).toBe(422);
  expect((await widget.call('DELETE', '/config')).status).toBe(405);
  const raw = await fetch(`${scene.url}/backend/widget/v2/create-session`, {
    method: 'POST',
    headers: {
      'X-Bot-Token': token,
      authorization: `Bearer ${widget.contactToken}`,
      'content-type': 'application/json',
    },
    body: '{',
  });
  expect(raw.status).toBe(400);
});

it('a page that is not on the list is refused, one that is may read; preflights are answered', async () => {
  const ask = (origin: string) =>
    fetch(`${scene.url}/backend/widget/v2/config`, { headers: { origin, 'x-bot-token': token } });
  const good = await ask(PAGE);
  expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([200, PAGE]);
  const bad = await ask('https://evil.test');
  expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  const preflight = await fetch(`${scene.url}/backend/widget/v2/chat/send`, {
    method: 'OPTIONS',
    headers: {
      origin: PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-bot-token',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-bot-token');
});

it('§2h.10: both eras are served with and without `/backend` in the address', async () => {
  for (const prefix of ['', '/backend']) {
    const widget = new Widget457({ apiUrl: `${scene.url}${prefix}`, token });
    await widget.start();
    expect((await widget.createSession()).status).toBe(200);
    const old = new Widget005({ apiUrl: `${scene.url}${prefix}`, socketUrl: scene.url, token });
    expect((await old.http('POST', `/chat-session/${token}`)).status).toBe(200);
  }
  const bare = await fetch(`${scene.url}/widget/v2/config`, { headers: { 'x-bot-token': token } });
  expect(bare.status).toBe(200);
});
