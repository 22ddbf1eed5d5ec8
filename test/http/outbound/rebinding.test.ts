import { createOutboundPolicy, type OutboundRequest } from '../../../config/outbound';
import type { Resolve } from '../../../config/outbound/resolve';
import { listen, type TestServer } from './server';

const request = (url: string): OutboundRequest => ({
  url,
  method: 'GET',
  headers: {},
  timeoutMs: 2_000,
  maxResponseBytes: 1_000,
});

/** Answers with the lists given, one per call; the last one for ever. */
function resolverOf(...answers: string[][]) {
  let call = 0;
  const resolve: Resolve = () => {
    const addresses = answers[Math.min(call++, answers.length - 1)] ?? [];
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return jest.fn(resolve);
}

describe('S22: names that lead inside', () => {
  it.each([
    ['loopback', ['127.0.0.1']],
    ['loopback in version 6', ['::1']],
    ['v4 mapped loopback', ['::ffff:127.0.0.1']],
    ['NAT64 of the metadata service', ['64:ff9b::a9fe:a9fe']],
    ['cloud metadata', ['169.254.169.254']],
    ['private network', ['10.0.0.7']],
    ['public first, private second', ['8.8.8.8', '127.0.0.1']],
    ['private first, public second', ['192.168.0.1', '8.8.8.8']],
    ['public v4, private v6', ['8.8.8.8', 'fd00::1']],
    ['not an address at all', ['example.com']],
  ])('%s: refused before a connection', async (_what, addresses) => {
    const resolve = resolverOf(addresses);
    await expect(
      createOutboundPolicy([], { resolve }).request(request('https://hooks.example.com/')),
    ).rejects.toMatchObject({ name: 'OutboundError', code: 'refused' });
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it.each(['https://127.0.0.1/', 'https://[::1]/', 'https://2130706433/', 'http://localhost/'])(
    '%s: a literal is refused when connecting too, where no resolver is asked',
    async (url) => {
      const resolve = resolverOf(['8.8.8.8']);
      await expect(createOutboundPolicy([], { resolve }).request(request(url))).rejects.toMatchObject({
        code: 'refused',
      });
      expect(resolve).not.toHaveBeenCalled();
    },
  );
});

describe('S22: the connection goes to the address that was checked', () => {
  let first: TestServer;
  let second: TestServer;
  beforeAll(async () => {
    first = await listen((_request, response) => response.end('first'));
    second = await listen((_request, response) => response.end('second'), {
      host: '127.0.0.2',
      port: first.port,
    });
  });
  afterAll(() => Promise.all([first.close(), second.close()]));

  it('asks once a request, and does not stay on an earlier connection', async () => {
    const resolve = resolverOf(['127.0.0.1'], ['127.0.0.2']);
    const policy = createOutboundPolicy([`rebind.example:${first.port}`], { resolve });
    const url = `http://rebind.example:${first.port}/`;

    expect((await policy.request(request(url))).body.toString()).toBe('first');
    expect(resolve).toHaveBeenCalledTimes(1);
    expect((await policy.request(request(url))).body.toString()).toBe('second');
    expect(resolve).toHaveBeenCalledTimes(2);
    expect(first.requests[0]?.headers).toMatchObject({
      host: `rebind.example:${first.port}`,
      connection: 'close',
    });
  });

  it('goes on to the next checked address when one does not answer', async () => {
    const resolve = resolverOf(['127.0.0.3', '127.0.0.1']);
    const policy = createOutboundPolicy([`rebind.example:${first.port}`], { resolve });
    const answer = await policy.request(request(`http://rebind.example:${first.port}/`));
    expect(answer.body.toString()).toBe('first');
  });

  it('reaches an allowed literal without a resolver', async () => {
    const resolve = resolverOf(['127.0.0.2']);
    const policy = createOutboundPolicy([`127.0.0.1:${first.port}`], { resolve });
    expect((await policy.request(request(`http://127.0.0.1:${first.port}/`))).body.toString()).toBe('first');
    expect(resolve).not.toHaveBeenCalled();
  });

  it('tells the resolver which names the operator answers for', async () => {
    const resolve = resolverOf(['127.0.0.1']);
    const policy = createOutboundPolicy([`rebind.example:${first.port}`], { resolve });
    await policy.request(request(`http://rebind.example:${first.port}/`));
    await expect(policy.request(request('https://hooks.example.com/'))).rejects.toThrow();
    expect(resolve.mock.calls.map(([host, { trusted }]) => [host, trusted])).toEqual([
      ['rebind.example', true],
      ['hooks.example.com', false],
    ]);
  });
});

describe('a resolver in trouble', () => {
  it.each<[string, Resolve, string]>([
    ['no such name', () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })), 'dns'],
    ['server failure', () => Promise.reject(Object.assign(new Error('x'), { code: 'ESERVFAIL' })), 'dns'],
    ['no address', () => Promise.resolve([]), 'dns'],
    ['no answer', () => new Promise(() => undefined), 'timeout'],
  ])('%s', async (_what, resolve, code) => {
    const policy = createOutboundPolicy([], { resolve });
    await expect(
      policy.request({ ...request('https://hooks.example.com/'), timeoutMs: 200 }),
    ).rejects.toMatchObject({ name: 'OutboundError', code });
  });

  it('the real one finds an allowed name in the hosts file', async () => {
    const server = await listen((_request, response) => response.end('here'));
    const policy = createOutboundPolicy([`localhost:${server.port}`]);
    const answer = await policy
      .request(request(`http://localhost:${server.port}/`))
      .finally(() => server.close());
    expect(answer).toMatchObject({ status: 200, truncated: false });
    expect(answer.body.toString()).toBe('here');
  });
});
