import { createConnection } from 'node:net';
import { startApi } from '../../../api';
import { call, type ErrorAnswer } from './client';
import { ADMIN_TOKEN, addTenant, startScene, type Scene, type Tenant } from './scene';

describe('bad input', () => {
  let scene: Scene;
  let tenant: Tenant;
  const post = (
    path: string,
    options: { body?: unknown; raw?: string | Buffer; headers?: Record<string, string> },
  ) => call<ErrorAnswer>(scene.url, 'POST', `/api/v1${path}`, { key: tenant.apiKey, ...options });
  const paths = ({ body }: { body: ErrorAnswer }) =>
    (body.error.details?.['issues'] as { path: string }[]).map(({ path }) => path);

  beforeAll(async () => {
    scene = await startScene();
    tenant = await addTenant(scene.store);
    await post('/handoffs', { body: { sessionId: 'open', user: {} } });
  });
  afterAll(() => scene.close());

  const start = { sessionId: 'bad', user: {} };
  it.each([
    ['unknown key', { ...start, sesionId: 'x' }, ''],
    ['unknown key in user', { ...start, user: { role: 'admin' } }, 'user'],
    ['S35 an id of ours', { ...start, copilotId: 'cop_x' }, ''],
    ['no session id', { user: {} }, 'sessionId'],
    ['no user', { sessionId: 'bad' }, 'user'],
    ['session id with a slash', { ...start, sessionId: 'a/b' }, 'sessionId'],
    ['S28 session id with CR LF', { ...start, sessionId: 'a\r\nb' }, 'sessionId'],
    ['session id of 129 characters', { ...start, sessionId: 'a'.repeat(129) }, 'sessionId'],
    ['session id as a number', { ...start, sessionId: 7 }, 'sessionId'],
    ['session id with NUL', { ...start, sessionId: 'a\0b' }, 'sessionId'],
    [
      'text as an object',
      { ...start, transcript: [{ id: 't', author: 'user', text: {} }] },
      'transcript.0.text',
    ],
    ['an unknown author', { ...start, transcript: [{ id: 't', author: 'agent' }] }, 'transcript.0.author'],
    ['verified as text', { ...start, user: { verified: 'true' } }, 'user.verified'],
    ['a field id that is none', { ...start, ticket: { fields: { abc: 'x' } } }, 'ticket.fields.abc'],
    ['a list', [], ''],
    ['null', null, ''],
  ])('POST /handoffs, %s: 422 invalid_request that names the place', async (_name, body, path) => {
    const answer = await post('/handoffs', { raw: JSON.stringify(body) });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'invalid_request']);
    expect(paths(answer)).toContain(path);
    expect(await scene.store.handoffs.latest(tenant.copilotId, 'bad')).toBeUndefined();
  });

  it.each([
    ['nothing said', { id: 'm' }],
    ['empty text', { id: 'm', text: '' }],
    ['no id', { text: 'x' }],
    ['id with a space', { id: 'a b', text: 'x' }],
    ['unknown key', { id: 'm', text: 'x', html: '<b>' }],
    [
      'eleven attachments',
      { id: 'm', attachments: Array(11).fill({ url: 'https://a.test/x', name: 'x', mediaType: 'a/b' }) },
    ],
    ['an attachment without URL', { id: 'm', attachments: [{ url: 'x', name: 'x', mediaType: 'a/b' }] }],
    ['text of 100 001 characters', { id: 'm', text: 'x'.repeat(100_001) }],
  ])('POST messages, %s: 422 and nothing is stored', async (_name, body) => {
    const answer = await post('/handoffs/open/messages', { body });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'invalid_request']);
    const record = await scene.store.handoffs.latest(tenant.copilotId, 'open');
    expect(record?.lastUserMessage).toBe(0);
  });

  it.each([
    ['malformed JSON', '{"sessionId":', {}, 400, 'invalid_json'],
    ['an empty body', '', {}, 400, 'invalid_json'],
    ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, {}, 400, 'invalid_json'],
    [
      '1001 keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_v, i) => [i, 1]))),
      {},
      400,
      'invalid_json',
    ],
    ['no JSON content type', '{}', { 'Content-Type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['a form', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    [
      'another charset',
      '{}',
      { 'Content-Type': 'application/json; charset=latin1' },
      415,
      'unsupported_media_type',
    ],
    ['300 kB', JSON.stringify({ sessionId: 'x'.repeat(300_000) }), {}, 413, 'payload_too_large'],
  ])('%s', async (_name, raw, headers, status, code) => {
    const answer = await post('/handoffs', { raw, headers });
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('S17: __proto__, constructor and toString keys pollute nothing and do no harm', async () => {
    const customData =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","hasOwnProperty":1}';
    const raw = `{"sessionId":"proto","user":{"customData":${customData}},"__proto__":{"verified":true}}`;
    const answer = await post('/handoffs', { raw });
    expect(answer.status).toBe(201);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const kept =
      (await scene.store.handoffs.latest(tenant.copilotId, 'proto'))?.request.user.customData ?? {};
    expect(Object.keys(kept).sort()).toEqual(['constructor', 'hasOwnProperty', 'toString']);
  });

  it('text with NUL or half a surrogate pair is accepted and cleaned, not a server error', async () => {
    const raw = '{"sessionId":"odd","user":{"name":"a\\u0000b\\ud800"},"summary":"\\u0000"}';
    const answer = await post('/handoffs', { raw });
    expect(answer.status).toBe(201);
    expect((await scene.store.handoffs.latest(tenant.copilotId, 'odd'))?.request.user.name).toBe(
      'a\uFFFDb\uFFFD',
    );
  });

  it.each([
    ['/handoffs?state=opening&state=ended', 'state'],
    ['/handoffs?limit=0', 'limit'],
    ['/handoffs?limit=1e3', 'limit'],
    ['/handoffs?state=lost', 'state'],
    ['/handoffs?sort=asc', ''],
    ['/handoffs?state[]=opening', ''],
    ['/sessions/open/events?after=-1', 'after'],
    ['/sessions/open/events?after=1&after=2', 'after'],
    ['/sessions/open/events?limit=501', 'limit'],
  ])('S19: GET %s is 422', async (path, where) => {
    const answer = await call<ErrorAnswer>(scene.url, 'GET', `/api/v1${path}`, { key: tenant.apiKey });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'invalid_request']);
    expect(paths(answer)).toEqual([where]);
  });

  it('a made-up cursor gives no server error', async () => {
    const { status } = await call(scene.url, 'GET', '/api/v1/handoffs?after=made-up', { key: tenant.apiKey });
    expect([200, 422]).toContain(status);
  });

  it.each([
    ['GET', '/nothing', 404, 'not_found'],
    ['GET', '/api/v1/nothing', 404, 'not_found'],
    ['GET', '/api/v1/handoffs/%zz', 404, 'not_found'],
    ['GET', '/api/v1/handoffs/a%2fb', 404, 'handoff_not_found'],
    ['GET', '/API/v1/handoffs', 404, 'not_found'],
    ['DELETE', '/api/v1/handoffs/open', 405, 'method_not_allowed'],
    ['PUT', '/api/v1/handoffs', 405, 'method_not_allowed'],
    ['OPTIONS', '/api/v1/handoffs', 405, 'method_not_allowed'],
    ['POST', '/health/live', 405, 'method_not_allowed'],
  ])('S49: %s %s is %i %s', async (method, path, status, code) => {
    const answer = await call<ErrorAnswer>(scene.url, method, path, { key: tenant.apiKey });
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/GET|POST/);
  });

  it('S42: an error is one shape, without stack, HTML or a word about what runs here', async () => {
    const failing = jest.spyOn(scene.store.handoffs, 'list').mockRejectedValueOnce(new Error('secret words'));
    const answer = await call<ErrorAnswer>(scene.url, 'GET', '/api/v1/handoffs', { key: tenant.apiKey });
    failing.mockRestore();
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      error: { code: 'internal', message: 'Something went wrong on our side.' },
    });
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('S10, F26: ten thousand headers are refused and the server goes on', async () => {
    const { hostname, port } = new URL(scene.url);
    const socket = createConnection(Number(port), hostname);
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
    socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\n${'X-A: aaaaaaaaaa\r\n'.repeat(10_000)}\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 431 /);
    expect((await call(scene.url, 'GET', '/health/live')).status).toBe(200);
    expect(scene.api.server.headersTimeout).toBe(10_000);
  });

  it('S31: failed admin sign-ins are limited, and then the right token has to wait as well', async () => {
    const strict = await startSceneStrict();
    const knock = async (key: string) =>
      (await call(strict.url, 'GET', '/api/v1/admin/copilots', { key })).status;
    expect(await knock(ADMIN_TOKEN)).toBe(200);
    for (let i = 0; i < 3; i += 1) expect(await knock('wrong')).toBe(401);
    expect(await knock('wrong')).toBe(429);
    expect(await knock(ADMIN_TOKEN)).toBe(429);
    const keys = async (key: string) => (await call(strict.url, 'GET', '/api/v1/handoffs', { key })).status;
    for (let i = 0; i < 3; i += 1) expect(await keys('wrong')).toBe(401);
    expect(await keys('wrong')).toBe(429);
    expect(await keys(tenant.apiKey)).toBe(200);
    await strict.close();
  });

  /** The same store behind a second app that counts strictly. */
  async function startSceneStrict(): Promise<{ url: string; close: () => Promise<void> }> {
    const strict = await startApi(
      { ...scene.deps, limits: { failedKeysPerMinute: 3, failedAdminPerMinute: 3 } },
      { port: 0, host: '127.0.0.1' },
    );
    const address = strict.server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return { url: `http://127.0.0.1:${port}`, close: strict.close };
  }
});
