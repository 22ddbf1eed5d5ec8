import { randomBytes } from 'node:crypto';
import type { WidgetSession } from '../../../contract/widget';
import { call, type ErrorAnswer } from '../api/client';
import { begin, ORIGIN, startWidgetScene, type WidgetScene } from './scene';
import { identitySigner } from './sign-identity';

const SESSIONS = '/api/v1/widget/sessions';

describe('who may open a session', () => {
  let scene: WidgetScene;
  beforeAll(async () => (scene = await startWidgetScene()));
  afterAll(() => scene.close());

  const ROUTES = [
    ['GET', ''],
    ['PUT', '/user'],
    ['GET', '/events'],
    ['POST', '/messages'],
    ['POST', '/handoff'],
    ['POST', '/handoff/end'],
    ['POST', '/attachments'],
  ] as const;
  const BODIES: Record<string, unknown> = {
    '/messages': { id: 'm1', text: 'x' },
    '/user': {},
    '/handoff': {},
  };

  it.each(ROUTES)(
    'S11: %s …%s: a forged, foreign-kind or missing token is 401, another session’s id 404',
    async (method, path) => {
      const copilot = await scene.copilot();
      const mine = await copilot.begin();
      const others = await copilot.begin();
      const foreign = await (await scene.copilot()).begin();
      const body = BODIES[path];
      const send = (id: string, key: string | undefined) =>
        call<ErrorAnswer>(scene.url, method, `${SESSIONS}/${id}${path}`, {
          ...(key === undefined ? {} : { key }),
          ...(body === undefined ? {} : { body }),
        });
      const forged = `st_${randomBytes(32).toString('base64url')}`;
      for (const key of [undefined, 'x', forged, `${mine.token}A`, copilot.publicToken, copilot.apiKey]) {
        const answer = await send(mine.id, key);
        expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthorized']);
      }
      const answers = await Promise.all(
        [others.id, foreign.id, 'ses_unknown', mine.id.toUpperCase(), `${mine.id}%2e`].map((id) =>
          send(id, mine.token),
        ),
      );
      for (const { status, body: said } of answers) {
        expect(status).toBe(404);
        expect(said).toEqual({ error: { code: 'not_found', message: 'There is nothing here.' } });
      }
      expect((await others.events()).length).toBe(0);
    },
  );

  it('S12: the public token opens nothing but a new session', async () => {
    const copilot = await scene.copilot();
    const session = await copilot.begin();
    expect((await session.send('GET', '/events', undefined, copilot.publicToken)).status).toBe(401);
    const api = await call(scene.url, 'GET', '/api/v1/handoffs', { key: copilot.publicToken });
    expect(api.status).toBe(401);
    expect((await call(scene.url, 'POST', SESSIONS, { key: 'pub_unknown', body: {} })).status).toBe(401);
    expect((await call(scene.url, 'POST', SESSIONS, { key: copilot.apiKey, body: {} })).status).toBe(401);
  });

  it('S38: only pages of the copilot’s list may use it, and others can read nothing', async () => {
    const copilot = await scene.copilot();
    const other = await scene.copilot({ allowedOrigins: ['https://other.example'] });
    const from = (origin: string, key: string) =>
      call<ErrorAnswer>(scene.url, 'POST', SESSIONS, { key, body: {}, headers: { Origin: origin } });
    const good = await from(ORIGIN, copilot.publicToken);
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([201, ORIGIN]);
    for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'null']) {
      const bad = await from(origin, copilot.publicToken);
      expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
    const foreign = await from(ORIGIN, other.publicToken);
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const preflight = (origin: string) =>
      fetch(`${scene.url}${SESSIONS}`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });
    expect((await preflight(ORIGIN)).status).toBe(204);
    const refused = await preflight('https://evil.example');
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });

  it('a page can read that its token has expired', async () => {
    await scene.copilot();
    const answer = await call(scene.url, 'GET', `${SESSIONS}/ses_x`, {
      key: `st_${'A'.repeat(43)}`,
      headers: { Origin: ORIGIN },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, ORIGIN]);
  });

  describe('signed identity', () => {
    const signer = async (enforceIdentity = false) => {
      const copilot = await scene.copilot({ enforceIdentity });
      const { keyId, sign } = await identitySigner(scene.store, copilot.id);
      const create = (body: object) =>
        call<{ session: WidgetSession } & ErrorAnswer>(scene.url, 'POST', SESSIONS, {
          key: copilot.publicToken,
          body,
        });
      return { copilot, keyId, sign, create };
    };

    it('S14: is who agents see; what only the page says stays unverified', async () => {
      const { copilot, sign, create } = await signer();
      await copilot.connect();
      const user = {
        name: 'Victim',
        email: 'victim@x.test',
        customData: {
          plan: 'pro',
          'dataCapture.systemField.assignee_id': '1',
          'dataCapture.ticketField.7': 'x',
        },
      };
      const { body } = await create({ user, userToken: await sign() });
      expect(body.session.verified).toBe(true);
      const session = await scene.store.hosted.get(copilot.id, body.session.id);
      expect(session?.identity).toMatchObject({ id: 'u1', email: 'jane@x.test' });
      const opened = await call(scene.url, 'POST', '/api/v1/handoffs', {
        key: copilot.apiKey,
        body: { sessionId: body.session.id, user: {} },
      });
      expect(opened.status).toBe(201);
      const record = await scene.store.handoffs.latest(copilot.id, body.session.id);
      expect(record?.request.user).toEqual({
        id: 'u1',
        name: 'Jane',
        email: 'jane@x.test',
        verified: true,
        // The page is bound by the admin's allow-list beside a signed identity, too.
        customData: { plan: 'pro', 'dataCapture.ticketField.7': 'x' },
      });
    });

    it('S14: a backend that vouches for the user does not vouch for what the page said of them', async () => {
      const { copilot, create } = await signer();
      await copilot.connect();
      const assignee = 'dataCapture.systemField.assignee_id';
      const user = { name: 'Victim', email: 'victim@x.test', customData: { plan: 'pro', [assignee]: '1' } };
      const { body } = await create({ user });
      const opened = await call(scene.url, 'POST', '/api/v1/handoffs', {
        key: copilot.apiKey,
        body: {
          sessionId: body.session.id,
          user: { id: '42', verified: true, customData: { tier: 'gold' } },
        },
      });
      expect(opened.status).toBe(201);
      const record = await scene.store.handoffs.latest(copilot.id, body.session.id);
      expect(record?.request.user).toEqual({
        ...{ id: '42', verified: true },
        customData: { plan: 'pro', tier: 'gold' },
      });
    });

    it('S13: everything but a live, right, short-lived HS256 token for this copilot is 401', async () => {
      const { copilot, sign, create, keyId } = await signer();
      const now = Math.floor(Date.now() / 1000);
      const good = await sign();
      const [head = '', payload = '', signature = ''] = good.split('.');
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const other = await signer();
      const bad: Record<string, string> = {
        'alg none': `${encode({ alg: 'none', kid: keyId })}.${payload}.`,
        HS512: `${encode({ alg: 'HS512', kid: keyId })}.${payload}.${signature}`,
        'another key': await sign({ secret: new TextEncoder().encode('x'.repeat(43)) }),
        'kid path': await sign({ header: { kid: '../../etc/passwd' } }),
        'kid SQL': await sign({ header: { kid: "' or 1=1 --" } }),
        'no kid': await sign({ header: { kid: undefined } }),
        'foreign kid': await sign({ header: { kid: other.keyId } }),
        jku: await sign({ header: { kid: 'x', jku: 'https://evil.example/keys' } }),
        'no exp': await sign({ claims: { exp: undefined } }),
        expired: await sign({ claims: { exp: now - 61 } }),
        'exp too far': await sign({ claims: { exp: now + 2 * 86_400 } }),
        'nbf in the future': await sign({ claims: { nbf: now + 600 } }),
        'wrong aud': await sign({ claims: { aud: 'cop_other' } }),
        'several aud': await sign({ claims: { aud: [copilot.id, 'x'] } }),
        'no sub': await sign({ claims: { sub: undefined } }),
        'sub of another kind': await sign({ claims: { sub: 7 } }),
        'a bit flipped': `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
        'the payload of another': `${head}.${(await sign({ claims: { sub: 'u2' } })).split('.')[1]}.${signature}`,
        '10 KB': await sign({ claims: { customData: { x: 'x'.repeat(7_500) } } }),
        'a name of 7 KB': await sign({ claims: { name: 'x'.repeat(5_000) } }),
        'no token': 'x',
      };
      for (const [what, userToken] of Object.entries(bad)) {
        const { status, body } = await create({ userToken });
        expect([what, status, body.error.code]).toEqual([what, 401, 'unauthorized']);
      }
      expect((await create({ userToken: good })).status).toBe(201);
    });

    it('an enforcing copilot takes nobody without one, and opens no session that has none', async () => {
      const { copilot, sign, create } = await signer(true);
      expect((await create({})).status).toBe(401);
      expect((await create({ userToken: await sign() })).status).toBe(201);
      await scene.store.copilots.patch(copilot.id, { enforceIdentity: false });
      const unsigned = await begin(scene.url, copilot.publicToken);
      expect((await unsigned.read()).status).toBe(200);
      await scene.store.copilots.patch(copilot.id, { enforceIdentity: true });
      expect((await unsigned.read()).status).toBe(401);
    });

    it('S13: a secret that has been deleted signs no more; the session that it opened goes on', async () => {
      const { copilot, sign, create, keyId } = await signer();
      const session = await copilot.begin({ userToken: await sign() });
      await scene.store.copilots.deleteIdentitySecret(copilot.id, keyId);
      expect((await create({ userToken: await sign() })).status).toBe(401);
      expect((await session.read()).status).toBe(200);
    });

    it('F33: after a rotation the old secret still signs; another person’s identity does not enter a session', async () => {
      const { copilot, sign } = await signer();
      const session = await copilot.begin({ userToken: await sign() });
      await scene.store.copilots.rotateIdentitySecret(copilot.id);
      expect((await session.send('PUT', '/user', { userToken: await sign() })).status).toBe(200);
      const other = await sign({ claims: { sub: 'u2' } });
      const refused = await session.send('PUT', '/user', { userToken: other });
      expect([refused.status, refused.body.error.code]).toEqual([401, 'another_user']);
      // A page that keeps an old token is told something else: the session may well be this visitor's.
      const expired = await sign({ claims: { exp: Math.floor(Date.now() / 1000) - 61 } });
      const late = await session.send('PUT', '/user', { userToken: expired });
      expect([late.status, late.body.error.code]).toEqual([401, 'unauthorized']);
    });
  });
});
