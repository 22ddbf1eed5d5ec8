import { isPublicAddress } from './outbound/addresses';
import { hostAndPort, parseAllowList } from './outbound/allow-list';
import { checkUrl, literalAddress, type UrlCheck } from './outbound/check-url';
import { OutboundError, toOutboundError } from './outbound/error';
import { assertHeaders } from './outbound/headers';
import { createResolve, type Resolve, type ResolvedAddress } from './outbound/resolve';
import { send, type OutboundResponse } from './outbound/send';

export { OutboundError } from './outbound/error';
export type { OutboundResponse };

export interface OutboundRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** For everything together: name, connection, handshake, answer. */
  timeoutMs: number;
  maxResponseBytes: number;
}

/** The way out to URLs that a tenant gave us (callbacks, attachments, avatars). Nothing else may be used for those. */
export interface OutboundPolicy {
  /** When a URL is saved: no look-up, no network. */
  checkUrl(url: string): UrlCheck;
  /**
   * Any status is an answer, also 3xx: redirects are not followed.
   * @throws OutboundError and nothing else.
   */
  request(input: OutboundRequest): Promise<OutboundResponse>;
}

/**
 * @param allow `host:port` that the operator lets tenants reach although private, on another port, or by plain http.
 * @param seams for tests: a resolver of their own, the certificate authority of their servers.
 * @throws ConfigError when an entry of `allow` is not `host:port`.
 */
export function createOutboundPolicy(
  allow: readonly string[],
  seams: { resolve?: Resolve; ca?: string } = {},
): OutboundPolicy {
  const allowed = parseAllowList(allow);
  const resolve = seams.resolve ?? createResolve();

  /** What the host leads to, all of it public, or what the operator answers for. */
  async function addressesOf(url: URL, signal: AbortSignal): Promise<ResolvedAddress[]> {
    // A literal was judged by checkUrl; sockets do not call the lookup hook for it.
    if (literalAddress(url.hostname) !== undefined) return [];
    const trusted = allowed.has(hostAndPort(url));
    const addresses = await beforeDeadline(resolve(url.hostname, { trusted, signal }), signal);
    if (addresses.length === 0) throw new OutboundError('dns', 'the name does not resolve');
    if (!trusted && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new OutboundError('refused', 'the name leads to an address that is not on the public internet');
    }
    return addresses;
  }

  return {
    checkUrl: (url) => checkUrl(url, allowed),
    async request({ url: text, ...input }) {
      const checked = checkUrl(text, allowed);
      if (!checked.ok) throw new OutboundError('refused', checked.reason);
      assertHeaders(input.headers);
      const deadline = AbortSignal.timeout(input.timeoutMs);
      try {
        const addresses = await addressesOf(checked.url, deadline);
        const ca = seams.ca === undefined ? {} : { ca: seams.ca };
        return await send({ ...input, ...ca, url: checked.url, addresses, deadline });
      } catch (thrown) {
        throw toOutboundError(thrown, deadline);
      }
    },
  };
}

async function beforeDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new OutboundError('timeout', 'the name did not resolve in time'));
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
