import { Secret } from '../../../config/secret';
import { createOutboundPolicy } from '../../../config/outbound';
import { makeCertificate } from '../outbound/certificate';
import { listen } from '../outbound/server';
import { bench, type Bench, type Script } from './bench';

let on: Bench | undefined;
afterEach(() => on?.close());

describe('F30: a receiver that does not take it', () => {
  it.each([
    [500, 'HTTP 500'],
    [502, 'HTTP 502'],
    [400, 'HTTP 400'],
    [401, 'HTTP 401'],
    [404, 'HTTP 404'],
    [304, 'HTTP 304: redirects are not followed'],
  ])('%i: tried again after 5 s', async (status, error) => {
    on = await bench(1, () => status);
    expect(await on.run()).toEqual({ sent: 0, failed: 0, nextDueInMs: 5_000, holdMs: 5_000 });
    expect(on.rows[0]?.outcomes).toEqual([
      { outcome: 'retry', error, nextAttemptAt: new Date(on.clock.nowMs + 5_000), blockForMs: 4_000 },
    ]);
  });

  it.each<[string, (nowMs: number) => string, number]>([
    ['seconds', () => '120', 120_000],
    ['a date', (nowMs) => new Date(nowMs + 120_000).toUTCString(), 120_000],
    ['a year, which is cut to ten hours', () => '31536000', 36_000_000],
    ['nonsense', () => 'later\tplease', 5_000],
    ['less than the schedule', () => '1', 5_000],
  ])('429 with Retry-After in %s', async (_what, header, delayMs) => {
    const script: Script = (_n, _received, response) => {
      response.setHeader('retry-after', header(on?.clock.nowMs ?? 0));
      return 429;
    };
    on = await bench(1, script);
    await on.run();
    const [outcome] = on.rows[0]?.outcomes ?? [];
    if (outcome?.outcome !== 'retry') throw new Error('expected a retry');
    const waits = outcome.nextAttemptAt.getTime() - on.clock.nowMs;
    expect(Math.abs(waits - delayMs)).toBeLessThan(1_000);
  });

  it('410: never again, and the next one is tried', async () => {
    on = await bench(2, (n) => (n === 0 ? 410 : 200));
    expect(await on.run()).toEqual({ sent: 1, failed: 1, nextDueInMs: null, holdMs: 0 });
    expect(on.rows.map((row) => row.status)).toEqual(['failed', 'delivered']);
  });

  it('S23: a redirect is a failure, and its target sees nothing', async () => {
    const target = await listen((_request, response) => response.end());
    on = await bench(1, (_n, _received, response) => {
      response.setHeader('location', `http://127.0.0.1:${target.port}/`);
      return 307;
    });
    await on.run();
    await target.close();
    expect(on.rows[0]?.outcomes).toMatchObject([
      { outcome: 'retry', error: 'HTTP 307: redirects are not followed' },
    ]);
    expect(target.sockets).toHaveLength(0);
  });

  it('silence: given up after 15 s, tried again', async () => {
    const asked: number[] = [];
    on = await bench(1, () => undefined, {
      outbound: (real) => ({
        ...real,
        request: (input) => {
          asked.push(input.timeoutMs);
          return real.request({ ...input, timeoutMs: 200 });
        },
      }),
    });
    expect(await on.run()).toMatchObject({ sent: 0, nextDueInMs: 5_000 });
    expect(asked).toEqual([15_000]);
    expect(on.rows[0]?.outcomes).toMatchObject([
      { outcome: 'retry', error: 'timeout: no complete answer in time' },
    ]);
  });

  it('a certificate that nobody vouches for: tried again', async () => {
    const server = await listen((_request, response) => response.end(), {
      tls: makeCertificate(['127.0.0.1']),
    });
    on = await bench(1, undefined, {
      change: (row) => (row.url = `https://127.0.0.1:${server.port}/`),
      outbound: () => createOutboundPolicy([`127.0.0.1:${server.port}`]),
    });
    await on.run();
    await server.close();
    expect(on.rows[0]?.outcomes).toMatchObject([
      { outcome: 'retry', error: expect.stringMatching(/^tls: /) as unknown },
    ]);
  });

  it('a closed port: tried again', async () => {
    on = await bench(1);
    await on.server.close();
    await on.run();
    expect(on.rows[0]?.outcomes).toMatchObject([
      { outcome: 'retry', error: 'connect: the connection failed (ECONNREFUSED)' },
    ]);
  });

  it('S21: a URL that leads inside is not called; the URL may be mended, so it is tried again', async () => {
    on = await bench(1, undefined, {
      change: (row) => (row.url = 'https://169.254.169.254/latest?token=hunter2'),
    });
    await on.run();
    expect(on.rows[0]?.outcomes).toMatchObject([
      { outcome: 'retry', error: expect.stringMatching(/^refused: /) as unknown },
    ]);
  });

  it('S27: 2xx counts, however long the answer behind it is', async () => {
    on = await bench(1, (_n, _received, response) => {
      response.writeHead(200).end(Buffer.alloc(5_000_000));
      return undefined;
    });
    expect(await on.run()).toMatchObject({ sent: 1 });
  });
});

describe('failures that no repeat mends are final at once', () => {
  it.each<[string, Parameters<typeof bench>[2], string]>([
    ['no callback URL any more', { change: (row) => (row.url = null) }, 'the copilot has no callback URL'],
    ['no secret', { change: (row) => (row.secrets = []) }, 'the callback secret cannot sign'],
    [
      'a secret that is not base64',
      { change: (row) => (row.secrets = [new Secret('whsec_hunter2!!')]) },
      'the callback secret cannot sign',
    ],
    [
      'S28: an id that cannot be a header',
      { change: (row) => (row.id = 'evt\r\nx: y') },
      'invalid_request: header 3 holds characters that cannot be sent',
    ],
  ])('%s', async (_what, options, error) => {
    on = await bench(1, undefined, options);
    expect(await on.run()).toEqual({ sent: 0, failed: 1, nextDueInMs: null, holdMs: 0 });
    expect(on.rows[0]?.outcomes).toEqual([{ outcome: 'failed', error }]);
    expect(on.server.sockets).toHaveLength(0);
  });

  it('the thirteenth failure ends it after three days', async () => {
    on = await bench(1, () => 500);
    let result = await on.run();
    while (result.nextDueInMs !== null) {
      on.clock.nowMs += result.nextDueInMs;
      result = await on.run();
    }
    expect(on.received).toHaveLength(13);
    expect(on.rows[0]).toMatchObject({ status: 'failed', attempts: 13 });
    expect(on.rows[0]?.outcomes.at(-1)).toEqual({ outcome: 'failed', error: 'given up: HTTP 500' });
  });
});

it('S43: an error tells neither URL, query, body nor secret', async () => {
  for (const status of [500, 302, 410]) {
    on = await bench(1, () => status);
    await on.run();
    expect(JSON.stringify(on.rows[0]?.outcomes)).not.toMatch(
      /hunter2|127\.0\.0\.1|secret words|whsec_|Grüße/,
    );
    await on.close();
  }
});
