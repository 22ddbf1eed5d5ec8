import { createOutboundPolicy, type OutboundResponse } from '../../../config/outbound';
import { makeCertificate } from './certificate';
import { listen, type TestServer } from './server';

const HOUR_MS = 3_600_000;
const good = makeCertificate(['receiver.example']);
const other = makeCertificate(['other.example']);
const expired = makeCertificate(['receiver.example'], {
  from: new Date(Date.now() - 2 * HOUR_MS),
  to: new Date(Date.now() - HOUR_MS),
});

let server: TestServer | undefined;
afterEach(() => server?.close());

async function ask(tls: typeof good, ca?: string): Promise<OutboundResponse> {
  server = await listen((_request, response) => response.end('ok'), { tls });
  const policy = createOutboundPolicy([`receiver.example:${server.port}`], {
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    ...(ca === undefined ? {} : { ca }),
  });
  return policy.request({
    url: `https://receiver.example:${server.port}/`,
    method: 'GET',
    headers: {},
    timeoutMs: 2_000,
    maxResponseBytes: 100,
  });
}

describe('TLS', () => {
  it('is checked against the name of the URL, not against the pinned address', async () => {
    expect(await ask(good, good.cert)).toMatchObject({ status: 200 });
  });

  it.each<[string, typeof good, string | undefined]>([
    ['a certificate nobody vouches for', good, undefined],
    ['a certificate for another name', other, other.cert],
    ['a certificate that has expired', expired, expired.cert],
  ])('%s is refused', async (_what, tls, ca) => {
    await expect(ask(tls, ca)).rejects.toMatchObject({ name: 'OutboundError', code: 'tls' });
    expect(server?.requests).toHaveLength(0);
  });
});
