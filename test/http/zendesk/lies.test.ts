import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createZendeskClient } from '../../../zendesk/client';
import { ZendeskError } from '../../../zendesk/errors';
import {
  CONVERSATION_ID,
  failure,
  KEY_ID,
  MESSAGE_ID,
  SECRET,
  settingsFor,
  someMessage,
  useScripted,
  WORDS,
} from './harness';
import { json, startScriptedServer, type Script } from './scripted-server';

const { server, client } = useScripted();
const post = () => client().postMessage(someMessage());
const sent = { id: MESSAGE_ID, received: '2026-11-23T08:00:00.000Z' };

const answer =
  (status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}): Script =>
  (_received, res) =>
    void res.writeHead(status, { 'content-type': type, ...headers }).end(body);

describe('an answer that is not what was promised does not count as sent', () => {
  const lies: [string, Script][] = [
    ['200 with a html page', answer(200, 'text/html', '<h1>Sign in</h1>')],
    ['201 with an empty body', answer(201, 'application/json', '')],
    ['204', (_received, res) => void res.writeHead(204).end()],
    ['200 with {}', answer(200, 'application/json', '{}')],
    ['201 with no message in it', answer(201, 'application/json', '{"messages":[]}')],
    [
      '201 with an id that is none',
      answer(201, 'application/json', '{"messages":[{"id":"../x","received":"2026-11-23T08:00:00Z"}]}'),
    ],
    ['201 with an object for the list', answer(201, 'application/json', '{"messages":{"id":"x"}}')],
    ['201 with broken JSON', answer(201, 'application/json', '{"messages":[{"id"')],
    ['500 with broken JSON', answer(500, 'application/json', '{"err')],
    ['502 with a html page', answer(502, 'text/html', '<h1>Bad gateway</h1>')],
    ['503', answer(503, 'application/json', '{"errors":[{"code":"x","title":"y"}]}')],
    ['a reset before the answer', (_received, res) => void res.socket?.resetAndDestroy()],
    [
      'a body cut in the middle',
      (_received, res) => {
        res.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' });
        res.write('{"messages":[{"id":"5f748c1a2b');
        setTimeout(() => res.socket?.destroy(), 20);
      },
    ],
    ['silence', () => undefined],
    [
      'a body that hangs',
      (_received, res) => {
        res.writeHead(201, { 'content-type': 'application/json' });
        res.write('{"messages":[');
      },
    ],
    [
      'a drip that never ends',
      (_received, res) => {
        res.writeHead(201, { 'content-type': 'application/json' });
        const drip = setInterval(() => res.write(' '), 20);
        res.on('close', () => clearInterval(drip));
      },
    ],
  ];
  it.each(lies)('F19: %s', async (_name, script) => {
    server().script = script;
    const error = await failure(post());
    expect(error).toMatchObject({ kind: 'unavailable', unknownOutcome: true, operation: 'postMessage' });
    expect(server().received).toHaveLength(1);
  });

  it('a passControl answered by a login page did not pass control', async () => {
    server().script = answer(200, 'text/html', '<h1>Sign in</h1>');
    const pass = { conversationId: CONVERSATION_ID, switchboardIntegration: 'zd-agentWorkspace' };
    expect(await failure(client().passControl(pass))).toMatchObject({
      kind: 'unavailable',
      unknownOutcome: true,
    });
  });

  it('a read has no outcome to look up, however it failed', async () => {
    server().script = (_received, res) => void res.socket?.resetAndDestroy();
    expect(await failure(client().getConversation(CONVERSATION_ID))).toMatchObject({
      kind: 'unavailable',
      unknownOutcome: false,
    });
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    'S26: a %i is an error, and nothing reaches the other host',
    async (status) => {
      const other = await startScriptedServer();
      try {
        server().script = (_received, res) =>
          void res.writeHead(status, { location: `${other.url}/caught` }).end();
        expect(await failure(post())).toMatchObject({ kind: 'misconfigured', status, unknownOutcome: false });
        expect(other.received).toEqual([]);
      } finally {
        await other.close();
      }
    },
  );
});

describe('S27: answers that are too big', () => {
  const rss = () => process.memoryUsage().rss;
  it('a body of 300 MB is not read', async () => {
    let written = 0;
    server().script = (_received, res) => {
      res.writeHead(201, { 'content-type': 'application/json' });
      const megabyte = Buffer.alloc(1_000_000, ' ');
      const more = (): void => {
        while (written < 300_000_000 && !res.destroyed) {
          written += megabyte.length;
          if (!res.write(megabyte)) return void res.once('drain', more);
        }
        res.end();
      };
      more();
    };
    const before = rss();
    const patient = createZendeskClient({ ...settingsFor(server().url), timeoutMs: 5_000 });
    expect(await failure(patient.postMessage(someMessage()))).toMatchObject({
      kind: 'unavailable',
      code: 'ETOOLARGE',
    });
    patient.close();
    expect(written).toBeLessThan(50_000_000);
    expect(rss() - before).toBeLessThan(60_000_000);
  });

  it('a gzip bomb of 200 MB is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
    server().script = answer(201, 'application/json', bomb, { 'content-encoding': 'gzip' });
    const before = rss();
    const patient = createZendeskClient({ ...settingsFor(server().url), timeoutMs: 5_000 });
    expect(await failure(patient.postMessage(someMessage()))).toMatchObject({ code: 'ETOOLARGE' });
    patient.close();
    expect(rss() - before).toBeLessThan(60_000_000);
  });

  it('a full page of long messages is more than 1 MB, and is read', async () => {
    const text = 'x'.repeat(4096);
    const messages = Array.from({ length: 100 }, (_, n) => ({
      id: (0x1000 + n).toString(16).padStart(24, '0'),
      received: '2026-11-23T08:00:00.000Z',
      author: { type: 'business' },
      content: { type: 'text', text, htmlText: text, markdownText: text },
      metadata: { key: 'v'.repeat(3_000) },
    }));
    server().script = (_received, res) => json(res, 200, { messages, meta: { hasMore: false } });
    expect((await client().listMessages({ conversationId: CONVERSATION_ID })).messages).toHaveLength(100);
  });
});

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
  it('TLS spoken to a server without it: unavailable, and known not to be sent', async () => {
    expect(await at(server().url.replace('http:', 'https:'))).toMatchObject({
      kind: 'unavailable',
      unknownOutcome: false,
    });
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

it('S17: a key named hasOwnProperty or __proto__ in an answer neither throws nor pollutes', async () => {
  const metadata = '{"hasOwnProperty":"x","__proto__":{"polluted":true},"constructor":"y","ok":1}';
  server().script = answer(
    200,
    'application/json',
    `{"hasOwnProperty":1,"__proto__":{"polluted":true},"conversation":{"id":"${CONVERSATION_ID}","hasOwnProperty":{},"metadata":${metadata}}}`,
  );
  const conversation = await client().getConversation(CONVERSATION_ID);
  expect(conversation.metadata['ok']).toBe(1);
  expect(Object.keys(conversation.metadata)).toEqual(['hasOwnProperty', 'constructor', 'ok']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe('S28: what must not go into a path or a header is refused before anything is sent', () => {
  it.each([
    '',
    '..',
    '.',
    'abc',
    `${CONVERSATION_ID}/x`,
    `${CONVERSATION_ID}\r\nX: y`,
    CONVERSATION_ID.toUpperCase(),
  ])('conversation id %j', async (conversationId) => {
    const error = await failure(client().postMessage({ ...someMessage(), conversationId }));
    expect(error).toMatchObject({ kind: 'rejected', unknownOutcome: false });
    expect(server().received).toEqual([]);
  });
  it.each(['', '.', '..', 'a\u0000b', 'a\r\nb', '\ud800'])('external id %j', async (externalId) => {
    const error = await failure(client().ensureUser({ externalId, profile: {} }));
    expect(error).toMatchObject({ kind: 'rejected', unknownOutcome: false });
    expect(server().received).toEqual([]);
  });
  it.each(['next', '', 'a b', 'x\r\ny'])('switchboard integration %j', async (switchboardIntegration) => {
    const error = await failure(
      client().passControl({ conversationId: CONVERSATION_ID, switchboardIntegration }),
    );
    expect(error).toMatchObject({ kind: 'rejected', unknownOutcome: false });
    expect(server().received).toEqual([]);
  });
  it('a Retry-After and a title full of control characters', async () => {
    server().script = answer(
      429,
      'application/json',
      '{"errors":[{"code":"c","title":"a\\r\\n{\\"level\\":\\"error\\"}"}]}',
      {
        'retry-after': 'x\ty',
      },
    );
    const error = await failure(post());
    expect(error).toBeInstanceOf(ZendeskError);
    expect(error.message).not.toMatch(/[\r\n]/);
  });
});

it('closing the client rejects what is in flight', async () => {
  server().script = () => undefined;
  const slow = createZendeskClient({ ...settingsFor(server().url), timeoutMs: 5_000 });
  const pending = failure(slow.postMessage(someMessage()));
  await new Promise((resolve) => setTimeout(resolve, 100));
  slow.close();
  expect(await pending).toMatchObject({ kind: 'unavailable', unknownOutcome: true });
});

it('a good answer is sent', async () => {
  server().script = (_received, res) => json(res, 201, { messages: [sent] });
  await expect(post()).resolves.toEqual({ zendeskMessageId: MESSAGE_ID, received: sent.received });
});
