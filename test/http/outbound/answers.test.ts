import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createOutboundPolicy, type OutboundRequest, type OutboundResponse } from '../../../config/outbound';
import { listen, listenTcp, type TestServer } from './server';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function started(server: Promise<TestServer>): Promise<TestServer> {
  servers.push(await server);
  return server;
}

function ask(server: TestServer, change: Partial<OutboundRequest> = {}): Promise<OutboundResponse> {
  return createOutboundPolicy([`127.0.0.1:${server.port}`]).request({
    url: `http://127.0.0.1:${server.port}/hook?a=b`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
    timeoutMs: 1_000,
    maxResponseBytes: 64 * 1024,
    ...change,
  });
}

describe('S23: redirects are not followed', () => {
  it.each([301, 302, 303, 307, 308])(
    '%i comes back as it is, and the target sees nothing',
    async (status) => {
      const target = await started(listen((_request, response) => response.end('secret')));
      const server = await started(
        listen((_request, response) =>
          response.writeHead(status, { location: `http://127.0.0.1:${target.port}/` }).end('moved'),
        ),
      );
      expect(await ask(server)).toMatchObject({
        status,
        headers: { location: `http://127.0.0.1:${target.port}/` },
      });
      expect(target.sockets).toHaveLength(0);
    },
  );
});

describe('S27: an answer is bounded in size and in time', () => {
  it('300 MB: reads up to the bound, says so, and closes the connection', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const endless: RequestListener = (_request, response) => {
      let left = (300 * 1024 * 1024) / chunk.length;
      const more = () => {
        while (left-- > 0) if (!response.write(chunk)) return void response.once('drain', more);
        response.end();
      };
      more();
    };
    const server = await started(listen(endless));
    const before = process.memoryUsage().rss;
    const answer = await ask(server, { maxResponseBytes: 100_000 });
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(answer.body).toHaveLength(100_000);
    const [socket] = server.sockets;
    if (socket?.closed === false) await new Promise((resolve) => socket.once('close', resolve));
    expect(socket?.bytesWritten).toBeLessThan(20 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  it('an answer of exactly the bound is whole', async () => {
    const server = await started(listen((_request, response) => response.end('12345')));
    const answer = await ask(server, { maxResponseBytes: 5 });
    expect([answer.body.toString(), answer.truncated]).toEqual(['12345', false]);
  });

  it('a gzip bomb stays packed', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const server = await started(
      listen((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
    );
    const answer = await ask(server);
    expect(answer.body).toEqual(bomb);
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it.each<[string, () => Promise<TestServer>]>([
    ['silence', () => listen(() => undefined)],
    [
      'a drip of body',
      () => listen((_request, response) => void setInterval(() => response.write('.'), 50).unref()),
    ],
    [
      'a drip of headers',
      () => listenTcp((socket) => void setInterval(() => socket.write('HTTP/1.1 200 OK\r\nx: '), 50).unref()),
    ],
    [
      'a body shorter than promised',
      () => listen((_q, response) => response.writeHead(200, { 'content-length': 9 }).flushHeaders()),
    ],
  ])('%s ends at the deadline', async (_what, start) => {
    const server = await started(start());
    const begun = Date.now();
    await expect(ask(server, { timeoutMs: 400 })).rejects.toMatchObject({ name: 'OutboundError' });
    expect(Date.now() - begun).toBeLessThan(1_500);
  });

  it('silence is called a timeout', async () => {
    const server = await started(listen(() => undefined));
    await expect(ask(server, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each<[string, string, string]>([
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 'protocol'],
    ['not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'protocol'],
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      'protocol',
    ],
  ])('%s is an error of the protocol', async (_what, bytes, code) => {
    const server = await started(listenTcp((socket) => void socket.once('data', () => socket.write(bytes))));
    await expect(ask(server)).rejects.toMatchObject({ name: 'OutboundError', code });
  });

  it('a connection that is cut is an error of the connection', async () => {
    const server = await started(listen((request) => request.socket.destroy()));
    await expect(ask(server)).rejects.toMatchObject({ code: 'connect' });
  });

  it('a closed port is an error of the connection', async () => {
    const server = await listen(() => undefined);
    await server.close();
    await expect(ask(server)).rejects.toMatchObject({
      code: 'connect',
      message: 'the connection failed (ECONNREFUSED)',
    });
  });
});

describe('S28: header injection', () => {
  it.each([
    ['CR LF in a value', { 'webhook-id': 'a\r\nx-evil: 1' }],
    ['LF in a value', { 'webhook-id': 'a\nb' }],
    ['NUL in a value', { 'webhook-id': 'a\0b' }],
    ['beyond latin-1', { 'webhook-id': '→' }],
    ['latin-1, which nobody agrees on', { 'webhook-id': 'é' }],
    ['CR LF in a name', { 'a\r\nb': 'c' }],
    ['empty name', { '': 'c' }],
    ['space in a name', { 'a b': 'c' }],
  ])('%s: refused before a connection, for good', async (_what, headers) => {
    const server = await started(listen((_request, response) => response.end()));
    await expect(ask(server, { headers })).rejects.toMatchObject({ code: 'invalid_request' });
    expect(server.sockets).toHaveLength(0);
  });

  it('hands headers and body over byte for byte', async () => {
    let body = '';
    const server = await started(
      listen((request, response) => {
        request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        request.on('end', () => response.writeHead(200, { 'x-many': ['a', 'b'] }).end('ok'));
      }),
    );
    const answer = await ask(server, { headers: { 'webhook-id': 'evt_1 ~' }, body: '{"words":"→ é"}' });
    expect(body).toBe('{"words":"→ é"}');
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/hook?a=b' });
    expect(server.requests[0]?.headers).toMatchObject({ 'webhook-id': 'evt_1 ~', connection: 'close' });
    expect(answer.headers['x-many']).toBe('a, b');
  });
});

describe('S24: ports', () => {
  it('a service on another port of an allowed host sees no connection', async () => {
    const inside = await started(listen((_request, response) => response.end('temporal')));
    const policy = createOutboundPolicy(['127.0.0.1:1']);
    await expect(
      policy.request({
        url: `http://127.0.0.1:${inside.port}/`,
        method: 'GET',
        headers: {},
        timeoutMs: 500,
        maxResponseBytes: 1,
      }),
    ).rejects.toMatchObject({ code: 'refused' });
    expect(inside.sockets).toHaveLength(0);
  });
});
