import { randomUUID } from 'node:crypto';
import type { CopilotSettings } from '../../../store/types';
import { Widget457, type Device } from '../../support/compat/widget-457';
import { startScene, type Scene } from '../api/scene';
import { identitySigner } from '../widget/sign-identity';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ limits: { newSessionsPerMinute: 1_000 } });
});
afterAll(() => scene.close());

/** A copilot, its page's server that signs, and browsers on its page. */
async function shop(settings: Partial<CopilotSettings> = {}) {
  const { copilot } = await scene.store.copilots.create({ name: 'Acme', ...settings });
  const { sign, keyId } = await identitySigner(scene.store, copilot.id);
  const { publicToken: token, id } = copilot;
  const open = async (user: { token?: string; externalId?: string }, device?: Device) => {
    const widget = new Widget457({ apiUrl: scene.url, token, user }, device);
    await widget.start();
    return widget;
  };
  const begun = async (user: { token?: string; externalId?: string }) => {
    const widget = await open(user);
    const { status, body } = await widget.createSession();
    expect(status).toBe(200);
    widget.session = body;
    return widget;
  };
  const stored = (widget: Widget457) => scene.store.hosted.get(id, widget.session?.id ?? '');
  return { copilotId: id, keyId, sign, open, begun, stored };
}

it('S13: user.token is the bearer, no contact is made, and the session is verified', async () => {
  const { begun, sign, stored } = await shop();
  const widget = await begun({ token: await sign({ claims: { phone_number: '123' } }) });
  expect(widget.session?.isVerified).toBe(true);
  expect(await stored(widget)).toMatchObject({
    identity: { id: 'u1', name: 'Jane', email: 'jane@x.test', phone: '123' },
    user: {},
  });
  const uuid = randomUUID();
  expect((await widget.post(uuid, 'hello')).body.success).toBe(true);
  const { body } = await widget.poll();
  expect(body.session.isVerified).toBe(true);
  expect(body.history.filter(({ sender }) => sender.kind === 'user')).toMatchObject([{ publicId: uuid }]);
  expect((await widget.resolve()).body).toMatchObject({ isOpened: false, isVerified: true });
});

it('the person finds their sessions on any device, by any live token; nobody else does', async () => {
  const { begun, open, sign } = await shop();
  const first = await begun({ token: await sign() });
  const id = first.session?.id ?? '';
  const later = await open({ token: await sign({ claims: { exp: Math.floor(Date.now() / 1000) + 60 } }) });
  expect((await later.sessions()).map((session) => session.id)).toEqual([id]);
  expect((await later.poll(id)).status).toBe(200);

  const other = await open({ token: await sign({ claims: { sub: 'u2' } }) });
  expect(await other.sessions()).toEqual([]);
  expect((await other.poll(id)).status).toBe(404);
  const unsigned = await open({ externalId: 'u1' });
  expect(await unsigned.sessions()).toEqual([]);
  expect((await unsigned.poll(id)).status).toBe(404);
  // Nor does a signed person get what an unsigned browser said under their id.
  const theirs = await begun({ externalId: 'u1' });
  expect(theirs.session?.isVerified).toBe(false);
  expect((await later.poll(theirs.session?.id)).status).toBe(404);
  expect((await later.sessions()).map((session) => session.id)).toEqual([id]);
});

it('S13: forged, expired, foreign, too long: 401 in every call, and nothing is made', async () => {
  const { begun, open, sign, keyId, copilotId } = await shop();
  const elsewhere = await shop();
  const id = (await begun({ token: await sign() })).session?.id ?? '';
  const now = Math.floor(Date.now() / 1000);
  const [, payload = ''] = (await sign()).split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const bad = {
    'alg none': `${encode({ alg: 'none', kid: keyId })}.${payload}.`,
    'another key': await sign({ secret: new TextEncoder().encode('x'.repeat(43)) }),
    'another copilot’s': await elsewhere.sign(),
    'another copilot’s, for this one': await elsewhere.sign({ claims: { aud: copilotId } }),
    expired: await sign({ claims: { exp: now - 61 } }),
    'exp too far': await sign({ claims: { exp: now + 2 * 86_400 } }),
    'no sub': await sign({ claims: { sub: undefined } }),
    '9 KB': await sign({ claims: { customData: { x: 'x'.repeat(7_000) } } }),
    'two parts': 'a.b',
  };
  for (const [what, token] of Object.entries(bad)) {
    const widget = await open({ token });
    widget.session = { id } as NonNullable<Widget457['session']>;
    const answers = [
      await widget.createSession(),
      await widget.call('GET', '/sessions'),
      await widget.poll(),
      await widget.post(randomUUID(), 'hello'),
      await widget.resolve(),
      await widget.upload('a.txt', 'text/plain', Buffer.from('a')),
    ];
    expect([what, answers.map(({ status }) => status)]).toEqual([what, answers.map(() => 401)]);
  }
  const page = await scene.store.sessions.events(copilotId, id, 0, 10);
  expect(page?.items).toEqual([]);
});

it('an enforcing copilot: no contact without a signature, and its older unsigned sessions are shut', async () => {
  const { begun, open, sign, copilotId } = await shop();
  const unsigned = await begun({});
  await unsigned.post(randomUUID(), 'a word from before');
  expect(await unsigned.sessions()).toHaveLength(1);
  await scene.store.copilots.patch(copilotId, { enforceIdentity: true });
  const refused = await unsigned.call('POST', '/contact/create-unverified', {});
  expect(refused).toMatchObject({ status: 401, body: { statusCode: 401, error: 'Unauthorized' } });
  expect((await unsigned.poll()).status).toBe(401);
  // Its last words are in the list.
  expect(await unsigned.sessions()).toEqual([]);
  expect((await unsigned.createSession()).status).toBe(401);
  const signed = await open({ token: await sign() });
  expect((await signed.createSession()).body.isVerified).toBe(true);
  expect(await signed.sessions()).toHaveLength(1);
});

it('a signed person’s upload is theirs: it goes with their message, not with another’s', async () => {
  const { begun, sign } = await shop();
  const jane = await begun({ token: await sign() });
  const { status, body } = await jane.upload('notes.txt', 'text/plain', Buffer.from('notes'));
  expect(status).toBe(200);
  const file = { id: 'f', name: 'notes.txt', size: 5, type: 'text/plain', url: body.fileUrl };
  const other = await begun({ token: await sign({ claims: { sub: 'u2' } }) });
  expect((await other.post(randomUUID(), 'mine', [file])).body.success).toBe(false);
  expect((await jane.post(randomUUID(), '', [file])).body.success).toBe(true);
});
