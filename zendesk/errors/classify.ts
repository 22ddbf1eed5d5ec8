import type { ZendeskErrorKind } from '../errors';
import type { Failure } from './read-failure';

interface Verdict {
  kind: ZendeskErrorKind;
  unknownOutcome: boolean;
}

const known = (kind: ZendeskErrorKind): Verdict => ({ kind, unknownOutcome: false });
const MAY_HAVE_ACTED: Verdict = { kind: 'unavailable', unknownOutcome: true };
const NOT_SENT = known('unavailable');

/** The one table: HTTP status → kind. 402 is a matter of the plan, which only the customer's admin can repair. */
const BY_STATUS: Readonly<Record<number, Verdict>> = {
  401: known('credentials'),
  402: known('misconfigured'),
  403: known('credentials'),
  407: known('misconfigured'),
  408: MAY_HAVE_ACTED,
  413: known('too_large'),
  415: known('unsupported_media'),
  423: known('conversation_full'),
  425: NOT_SENT,
  429: known('rate_limited'),
};

/** A name without an address, a port that nobody listens at, no socket left: there never was a connection. */
const NEVER_CONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_.*|EADDRNOTAVAIL|EMFILE|ENFILE)$/;

/**
 * Certificates are judged before the first byte of a request leaves. Nothing else of TLS is here, nor is EPROTO: a record
 * that cannot be read (`ERR_SSL_…`), or an alert, comes just as well after the request, on a connection that was kept alive.
 */
const NOT_TRUSTED =
  /^(CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET|DECRYPT|DECODE|VERIFY)_.*|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT_.*|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_TLS_DH_PARAM_SIZE)$/;

/** Node refuses to write such a request at all; trying again changes nothing (S28). */
const UNSENDABLE =
  /^(ERR_INVALID_CHAR|ERR_UNESCAPED_CHARACTERS|ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_URL|ERR_INVALID_ARG_.*)$/;

/** Status, code or network error → what to do, and whether Zendesk may have acted (reliability-and-security.md §5.3). */
export function classify(failure: Failure): Verdict {
  const { status, code } = failure;
  if (failure.beforeSending) return known('rejected');
  if (status === undefined) {
    if (code === undefined) return MAY_HAVE_ACTED;
    if (UNSENDABLE.test(code)) return known('rejected');
    return wasNeverSent(code, failure) ? NOT_SENT : MAY_HAVE_ACTED;
  }
  if (status < 300 || status >= 500) return MAY_HAVE_ACTED;
  if (status < 400) return known('misconfigured');
  if (status === 404) return known(kindOf404(code));
  return BY_STATUS[status] ?? known('rejected');
}

/** No route, or a network that is down, is told of a connection that stands, too: only while connecting is nothing sent. */
function wasNeverSent(code: string, { whileConnecting }: Failure): boolean {
  return whileConnecting || NEVER_CONNECTED.test(code) || NOT_TRUSTED.test(code);
}

/** A 404 that does not name what is missing comes from a host that is not a Sunshine API at all. */
function kindOf404(code: string | undefined): ZendeskErrorKind {
  return code === undefined || code === 'app_not_found' ? 'misconfigured' : 'not_found';
}
