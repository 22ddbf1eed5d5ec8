import type { AdminSessionAnswer } from '../../../contract/admin-session';
import { Secret } from '../../../config/secret';
import { startApi } from '../../../api';
import type { AddressInfo } from 'node:net';
import { call, type ErrorAnswer } from '../api/client';
import { ADMIN_TOKEN, startScene, type Scene } from '../api/scene';
import { cookieOf, openTab, samePage, signIn } from './browser';

const MINUTE_MS = 60_000;

describe('S31: the session of an admin', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene.close());
  const read = (cookie: string, headers: Record<string, string> = {}) =>
    call<AdminSessionAnswer & ErrorAnswer>(scene.url, 'GET', '/api/v1/admin/session', {
      headers: { cookie, ...headers },
    });

  it('is a __Host- cookie, HttpOnly, Secure, SameSite=Strict, and opens the admin API', async () => {
    const answer = await signIn(scene);
    expect(answer.status).toBe(200);
    const [cookie = '', ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^__Host-handoff_admin=[A-Za-z0-9_-]{43}; /);
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) {
      expect(cookie.split('; ')).toContain(attribute);
    }
    expect(cookie).not.toMatch(/Domain|Max-Age|Expires/i);
    const { body } = await read(cookieOf(answer));
    expect(body.session).not.toBeNull();
    expect(body.server).toMatchObject({ publicUrl: 'https://handoff.example', simulated: true });
    const copilots = await call(scene.url, 'GET', '/api/v1/admin/copilots', {
      headers: { cookie: cookieOf(answer) },
    });
    expect(copilots.status).toBe(200);
  });

  it('is stored as a hash only, and the audit log shows who it was without it', async () => {
    const tab = await openTab(scene);
    const made = await tab.call<{ copilot: { id: string } }>('POST', '/copilots', { name: 'Bot' });
    const copilotId = made.body.copilot.id;
    const { items } = await scene.store.audit.list({ copilotId, limit: 5 });
    expect(items).toMatchObject([{ action: 'copilot.created', copilotId }]);
    expect(items[0]?.actor).toMatch(/^session:[0-9a-f]{8}$/);
    const id = tab.cookie.split('=')[1] ?? '';
    expect(items[0]?.actor).not.toContain(id.slice(0, 8));
    const logs = scene.logs.join('');
    expect(logs).not.toContain(id);
    expect(logs).not.toContain(ADMIN_TOKEN);
  });

  it('tells when it ends: 30 minutes without a request, 12 hours in any case (test/store has the ends)', async () => {
    const start = Date.now();
    const { body } = await read((await openTab(scene)).cookie);
    const { session } = body;
    if (session === null) throw new Error('no session');
    const minutes = (time: string) => Math.round((Date.parse(time) - start) / MINUTE_MS);
    expect([minutes(session.idleExpiresAt), minutes(session.expiresAt)]).toEqual([30, 720]);
  });

  it('is a new one at each sign-in: a planted id is never taken over, the former one ends', async () => {
    const planted = `__Host-handoff_admin=${'A'.repeat(43)}`;
    const first = await signIn(scene, ADMIN_TOKEN, { ...samePage(scene), cookie: planted });
    expect(cookieOf(first)).not.toBe(planted);
    expect((await read(planted)).status).toBe(401);
    const second = await signIn(scene, ADMIN_TOKEN, { ...samePage(scene), cookie: cookieOf(first) });
    expect(cookieOf(second)).not.toBe(cookieOf(first));
    expect((await read(cookieOf(first))).status).toBe(401);
    expect((await read(cookieOf(second))).status).toBe(200);
  });

  it.each([
    ['no cookie', ''],
    ['an unknown one', `__Host-handoff_admin=${'B'.repeat(43)}`],
    ['one too long', `__Host-handoff_admin=${'B'.repeat(4000)}`],
    ['two of them', `__Host-handoff_admin=${'B'.repeat(43)}; __Host-handoff_admin=${'C'.repeat(43)}`],
    ['one of another name', `handoff_admin=${'B'.repeat(43)}`],
  ])('%s is 401', async (_name, cookie) => {
    const { status, body } = await read(cookie);
    expect([status, body.error.code]).toEqual([401, 'unauthorized']);
  });

  it('ends at once when signed out, also when nobody is signed in', async () => {
    const tab = await openTab(scene);
    const out = await tab.call('DELETE', '/session');
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-handoff_admin=; .*Expires=Thu, 01 Jan 1970/);
    expect((await read(tab.cookie)).status).toBe(401);
    expect((await tab.call('DELETE', '/session')).status).toBe(204);
  });

  it('ends when the operator changes the admin token', async () => {
    const tab = await openTab(scene);
    const changed = await startApi(
      { ...scene.deps, config: { ...scene.deps.config, adminToken: new Secret('another-token-0123456789') } },
      { port: 0, host: '127.0.0.1' },
    );
    const { port } = changed.server.address() as AddressInfo;
    const headers = { cookie: tab.cookie };
    expect((await call(`http://127.0.0.1:${port}`, 'GET', '/api/v1/admin/session', { headers })).status).toBe(
      401,
    );
    await changed.close();
    expect((await read(tab.cookie)).status).toBe(200);
  });

  it('a wrong token is 401, slowed after ten a minute, and then the right one has to wait, too', async () => {
    const guarded = await startScene({ limits: { failedAdminPerMinute: 10 } });
    try {
      for (let n = 0; n < 10; n++) expect((await signIn(guarded, `guess-${n}`)).status).toBe(401);
      const eleventh = await signIn(guarded, 'guess-11');
      expect(eleventh.status).toBe(429);
      expect(eleventh.headers.get('retry-after')).toBe('60');
      expect((await signIn(guarded)).status).toBe(429);
      const refused = await guarded.store.audit.list({ limit: 50 });
      expect(
        refused.items.filter(({ action }) => action === 'session.refused').length,
      ).toBeGreaterThanOrEqual(10);
      expect(JSON.stringify(refused)).not.toContain('guess');
    } finally {
      await guarded.close();
    }
  });

  it('a page whose session has ended may ask as often as it likes without locking its admin out', async () => {
    const guarded = await startScene({ limits: { failedAdminPerMinute: 3 } });
    try {
      for (let n = 0; n < 8; n++) {
        expect((await call(guarded.url, 'GET', '/api/v1/admin/session')).status).toBe(401);
      }
      expect((await signIn(guarded)).status).toBe(200);
    } finally {
      await guarded.close();
    }
  });
});

describe('S32: another site cannot act in the name of an admin', () => {
  let scene: Scene;
  let cookie: string;
  beforeAll(async () => {
    scene = await startScene();
    cookie = (await openTab(scene)).cookie;
  });
  afterAll(() => scene.close());
  const create = (headers: Record<string, string>, body: unknown = { name: 'Forged' }) =>
    call<ErrorAnswer>(scene.url, 'POST', '/api/v1/admin/copilots', { body, headers: { cookie, ...headers } });
  const forged = async () =>
    (await scene.store.copilots.list()).filter(({ name }) => name === 'Forged').length;

  it.each<[string, Record<string, string>]>([
    ['neither Origin nor Sec-Fetch-Site', {}],
    ['another origin', { origin: 'https://evil.test' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling host', { 'sec-fetch-site': 'same-site' }],
    [
      'our origin said from another site',
      { origin: 'https://handoff.example', 'sec-fetch-site': 'cross-site' },
    ],
    ['another origin said to be the same', { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' }],
  ])('%s is 403 csrf_rejected, and nothing happens', async (_name, headers) => {
    const { status, body } = await create(headers);
    expect([status, body.error.code]).toEqual([403, 'csrf_rejected']);
    expect(await forged()).toBe(0);
  });

  it('a form or text/plain that looks like JSON is 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const { status } = await create({ ...samePage(scene), 'content-type': type });
      expect(status).toBe(415);
    }
    expect(await forged()).toBe(0);
  });

  it('signing in and out is closed to other sites as well', async () => {
    expect((await signIn(scene, ADMIN_TOKEN, { origin: 'https://evil.test' })).status).toBe(403);
    expect((await signIn(scene, ADMIN_TOKEN, {})).status).toBe(403);
    const out = await call(scene.url, 'DELETE', '/api/v1/admin/session', {
      headers: { cookie, 'sec-fetch-site': 'cross-site' },
    });
    expect(out.status).toBe(403);
    expect((await create({ 'sec-fetch-site': 'same-origin' }, {})).status).toBe(422);
  });

  it('another site cannot even read with the cookie; our page can, and so can a person who types the address', async () => {
    const read = (site: string) =>
      call(scene.url, 'GET', '/api/v1/admin/copilots', { headers: { cookie, 'sec-fetch-site': site } });
    expect((await read('cross-site')).status).toBe(403);
    expect((await read('same-site')).status).toBe(403);
    expect((await read('same-origin')).status).toBe(200);
    expect((await read('none')).status).toBe(200);
  });

  it('behind a proxy the public URL counts', async () => {
    expect((await create({ origin: 'https://handoff.example' }, {})).status).toBe(422);
  });

  it('the token as a bearer needs none of it: no browser sends it by itself', async () => {
    const { status } = await call(scene.url, 'POST', '/api/v1/admin/copilots', {
      key: ADMIN_TOKEN,
      body: { name: 'Automation' },
    });
    expect(status).toBe(201);
  });
});
