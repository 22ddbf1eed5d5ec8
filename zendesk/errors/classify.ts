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

/** Network errors that happen before the request is written. A reset or a broken pipe is not among them. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EMFILE|ENFILE|EPROTO|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|ERR_TLS_.*|ERR_SSL_.*|HOSTNAME_MISMATCH)$/;

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
    return BEFORE_SENDING.test(code) || failure.whileConnecting ? NOT_SENT : MAY_HAVE_ACTED;
  }
  if (status < 300 || status >= 500) return MAY_HAVE_ACTED;
  if (status < 400) return known('misconfigured');
  if (status === 404) return known(kindOf404(code));
  return BY_STATUS[status] ?? known('rejected');
}

/** A 404 that does not name what is missing comes from a host that is not a Sunshine API at all. */
function kindOf404(code: string | undefined): ZendeskErrorKind {
  return code === undefined || code === 'app_not_found' ? 'misconfigured' : 'not_found';
}
