import ipaddr from 'ipaddr.js';
import { isPublicAddress } from './addresses';
import { hostAndPort } from './allow-list';

export type UrlCheck = { ok: true; url: URL } | { ok: false; reason: string };

const MAX_LENGTH = 2048;
/** Names that never lead out of a machine, a home, a cluster or a cloud account. */
const INTERNAL_SUFFIX = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|arpa)$/;
const LABEL = /^[a-z0-9_-]{1,63}$/;
const OPERATOR_MAY_ALLOW = "the server's operator can allow it with OUTBOUND_ALLOW";

/**
 * Judges a tenant-given URL without any look-up, for the moment it is saved and again before it is used.
 * `reason` is a sentence for the admin and repeats nothing of the URL. The URL comes back without trailing dot and fragment.
 */
export function checkUrl(text: string, allow: ReadonlySet<string>): UrlCheck {
  // The WHATWG parser drops tabs and newlines and reads `\` as `/`: refused here, so that what we store is what we call.
  if (text.length > MAX_LENGTH) return refuse(`must not be longer than ${MAX_LENGTH} characters`);
  if (/[^\x21-\u{10ffff}]|[\x7f\\]/u.test(text))
    return refuse('must not hold spaces, control characters or \\');
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return refuse('must be a URL with https://');
  const url = new URL(text);
  url.hostname = url.hostname.replace(/\.$/, '');
  url.hash = '';
  if (url.username !== '' || url.password !== '') return refuse('must not hold a user name or password');
  if (allow.has(hostAndPort(url))) return { ok: true, url };
  if (url.protocol !== 'https:') return refuse('must be a URL with https://');
  if (url.port !== '') return refuse(`must use port 443; ${OPERATOR_MAY_ALLOW}`);
  if (!isPublicHost(url.hostname))
    return refuse(`the host is not on the public internet; ${OPERATOR_MAY_ALLOW}`);
  return { ok: true, url };
}

/** Address inside a URL's host, without brackets; undefined when the host is a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}

function isPublicHost(hostname: string): boolean {
  const literal = literalAddress(hostname);
  if (literal !== undefined) return isPublicAddress(literal);
  const labels = hostname.split('.');
  // A name of one label is completed by the machine's own search domains.
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !INTERNAL_SUFFIX.test(hostname);
}

function refuse(reason: string): UrlCheck {
  return { ok: false, reason };
}
