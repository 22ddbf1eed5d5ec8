import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createZendeskClient } from '../../../zendesk/client';
import { makeCertificate } from '../outbound/certificate';
import { answer } from './answer';
import { failure, KEY_ID, SECRET, settingsFor, someMessage, useScripted, WORDS } from './harness';
import { json, type Script } from './scripted-server';

const { server, client } = useScripted();
const post = () => client().postMessage(someMessage());

describe('errors that Zendesk tells', () => {
  const told: [number, string | undefined, string][] = [
    [400, 'bad_request', 'rejected'],
    [401, 'unauthorized', 'credentials'],
    [402, 'payment_required', 'misconfigured'],
    [403, 'forbidden', 'credentials'],
    [404, 'conversation_not_found', 'not_found'],
    [404, 'app_not_found', 'misconfigured'],
    [404, undefined, 'misconfigured'],
    [409, 'conflict', 'rejected'],
    [413, undefined, 'too_large'],
    [415, 'unsupported_media_type', 'unsupported_media'],
    [423, 'locked', 'conversation_full'],
    [429, undefined, 'rate_limited'],
  ];
  it.each(told)('%i %s is %s, and known not to be done', async (status, code, kind) => {
    server().script = (_received, res) =>
      json(res, status, code === undefined ? {} : { errors: [{ code, title: 'Their words' }] });
    const error = await failure(post());
    expect(error).toMatchObject({ kind, status, unknownOutcome: false });
    expect(error.code).toBe(code);
    expect(error.message).toContain(`postMessage: ${status}`);
    if (code !== undefined) expect(error.message).toContain('Their words');
  });

  const retryAfter: [string | undefined, number | undefined][] = [
    ['7', 7_000],
    ['0', undefined],
    [undefined, undefined],
    ['1000000000', 300_000],
    ['soon', undefined],
    ['-5', undefined],
    ['1e9', undefined],
    [new Date(Date.now() - 60_000).toUTCString(), undefined],
  ];
  it.each(retryAfter)('F18: Retry-After %s means %s ms', async (header, expected) => {
    server().script = (_received, res) =>
      json(res, 429, {}, header === undefined ? {} : { 'retry-after': header });
    expect((await failure(post())).retryAfterMs).toBe(expected);
  });

  it('F18: Retry-After as a date', async () => {
    const header = new Date(Date.now() + 30_000).toUTCString();
    server().script = (_received, res) => json(res, 429, {}, { 'retry-after': header });
    const { retryAfterMs } = await failure(post());
    expect(retryAfterMs).toBeGreaterThan(25_000);
    expect(retryAfterMs).toBeLessThanOrEqual(30_000);
  });
});

describe('nobody there', () => {
  const at = async (baseUrl: string) => {
    const lonely = createZendeskClient(settingsFor(baseUrl));
    try {
      return await failure(lonely.postMessage(someMessage()));
    } finally {
      lonely.close();
    }
  };
  it('a refused connection: unavailable, and known not to be sent', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await at(`http://127.0.0.1:${port}`)).toMatchObject({
      kind: 'unavailable',
      code: 'ECONNREFUSED',
      unknownOutcome: false,
    });
  });
  it('a host that has no address: unavailable, and known not to be sent', async () => {
    expect(await at('http://nobody.invalid')).toMatchObject({ kind: 'unavailable', unknownOutcome: false });
  });
  it('TLS spoken to a server without it: unavailable, and looked for, as such an error may come after a request, too', async () => {
    expect(await at(server().url.replace('http:', 'https:'))).toMatchObject({
      kind: 'unavailable',
      code: 'EPROTO',
      unknownOutcome: true,
    });
    expect(server().received).toEqual([]);
  });
  it('a certificate that is not trusted: unavailable, and known not to be sent', async () => {
    let requests = 0;
    const stranger = createTlsServer(makeCertificate(['localhost']), () => (requests += 1));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    expect(await at(`https://127.0.0.1:${port}`)).toMatchObject({
      kind: 'unavailable',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      unknownOutcome: false,
    });
    await new Promise((resolve) => stranger.close(resolve));
    expect(requests).toBe(0);
  });
});

it('S43: no credential and no word of the customer is in an error, however it is printed', async () => {
  const scripts: Script[] = [
    answer(401, 'application/json', `{"errors":[{"code":"unauthorized","title":"No"}]}`),
    (received, res) =>
      json(res, 400, { echoed: received.body, errors: [{ code: 'bad_request', title: 'No' }] }),
    (_received, res) => void res.socket?.resetAndDestroy(),
    () => undefined,
    answer(201, 'application/json', `{"messages":[{"id":"${WORDS}"}]}`),
  ];
  const basic = Buffer.from(`${KEY_ID}:${SECRET}`).toString('base64');
  for (const script of scripts) {
    server().script = script;
    const error = await failure(post());
    const printed = [
      JSON.stringify(error),
      inspect(error, { depth: 20, showHidden: true }),
      String(error),
      error.stack,
    ].join();
    for (const canary of [KEY_ID, SECRET, WORDS, basic]) expect(printed).not.toContain(canary);
    expect(error.cause).toBeUndefined();
  }
});
