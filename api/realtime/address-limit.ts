import type { IncomingMessage } from 'node:http';
import { ipKeyGenerator } from 'express-rate-limit';
import { limitsOf, type ApiDeps } from '../deps';

/** How many lines one address may hold open; behind proxies of ours, the address that they were called from. */
export function createAddressLimit(deps: Pick<ApiDeps, 'limits' | 'config'>): {
  isFree: (req: IncomingMessage) => boolean;
  /** Counts one; returns the way to give it back. */
  take: (req: IncomingMessage) => () => void;
} {
  const { socketsPerAddress } = limitsOf(deps);
  const proxies = deps.config.trustProxy ?? 0;
  const open = new Map<string, number>();

  function addressOf(req: IncomingMessage): string {
    const hops = [req.headers['x-forwarded-for']]
      .flat()
      .join(',')
      .split(',')
      .map((hop) => hop.trim());
    const told = proxies === 0 ? undefined : hops.at(-proxies);
    return ipKeyGenerator(told !== undefined && told !== '' ? told : (req.socket.remoteAddress ?? '0.0.0.0'));
  }

  return {
    isFree: (req) => (open.get(addressOf(req)) ?? 0) < socketsPerAddress,
    take(req) {
      const address = addressOf(req);
      open.set(address, (open.get(address) ?? 0) + 1);
      return () => {
        const rest = (open.get(address) ?? 1) - 1;
        if (rest <= 0) open.delete(address);
        else open.set(address, rest);
      };
    },
  };
}
