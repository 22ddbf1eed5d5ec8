import { lookup, Resolver } from 'node:dns/promises';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

/** All addresses of a name, in the order to be tried. `trusted`: the operator allowed this name. Rejects when there is none. */
export type Resolve = (
  hostname: string,
  options: { trusted: boolean; signal: AbortSignal },
) => Promise<ResolvedAddress[]>;

/**
 * The operator's own names are looked up like any program does (hosts file, search domains). A tenant's name only asks the DNS:
 * that look-up can be given up at the deadline, while `getaddrinfo` would keep one of the process's four threads for as long as
 * a hostile name server likes.
 * @param servers name servers, `ip:port`; default: the machine's.
 */
export function createResolve(servers?: readonly string[]): Resolve {
  return async (hostname, { trusted, signal }) => {
    if (trusted) {
      const found = await lookup(hostname, { all: true, order: 'verbatim' });
      return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
    }
    const resolver = new Resolver({ timeout: 3_000, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
      if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
      return [...asFamily(v4, 4), ...asFamily(v6, 6)];
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

function asFamily(result: PromiseSettledResult<string[]>, family: 4 | 6): ResolvedAddress[] {
  return result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
}
