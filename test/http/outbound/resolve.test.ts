import { createOutboundPolicy } from '../../../config/outbound';
import { createResolve } from '../../../config/outbound/resolve';
import { startNameServer, type NameServer } from './name-server';

const V6_LOOPBACK = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

let names: NameServer;
afterEach(() => names.close());

async function resolveBy(answer: Parameters<typeof startNameServer>[0], timeoutMs = 2_000) {
  names = await startNameServer(answer);
  const resolve = createResolve([names.address]);
  return resolve('receiver.example', { trusted: false, signal: AbortSignal.timeout(timeoutMs) });
}

describe('a tenant’s name', () => {
  it('S22: is asked for in both versions, and every address counts', async () => {
    const found = await resolveBy((question) =>
      question.startsWith('AAAA')
        ? [V6_LOOPBACK]
        : [
            [8, 8, 8, 8],
            [127, 0, 0, 1],
          ],
    );
    expect(names.questions.sort()).toEqual(['A receiver.example', 'AAAA receiver.example']);
    expect(found).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  });

  it('may have addresses of one version only', async () => {
    expect(await resolveBy((question) => (question.startsWith('AAAA') ? [] : [[8, 8, 8, 8]]))).toEqual([
      { address: '8.8.8.8', family: 4 },
    ]);
  });

  it('that nobody knows is an error', async () => {
    await expect(resolveBy(() => 'refuse')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('whose server is silent is given up at the deadline, and nothing is left waiting', async () => {
    const begun = Date.now();
    await expect(resolveBy(() => 'silence', 300)).rejects.toMatchObject({ code: 'ECANCELLED' });
    expect(Date.now() - begun).toBeLessThan(1_500);
  });

  it('S22: is refused when one of several addresses lies inside, whichever version', async () => {
    names = await startNameServer((question) =>
      question.startsWith('AAAA') ? [V6_LOOPBACK] : [[8, 8, 8, 8]],
    );
    const policy = createOutboundPolicy([], { resolve: createResolve([names.address]) });
    const request = { method: 'GET', headers: {}, timeoutMs: 2_000, maxResponseBytes: 1 } as const;
    await expect(policy.request({ ...request, url: 'https://receiver.example/' })).rejects.toMatchObject({
      code: 'refused',
    });
  });
});
