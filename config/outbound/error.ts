/**
 * `refused` the policy says no · `invalid_request` a header of ours cannot be sent (final: a repeat fails alike) ·
 * `dns` the name did not resolve · `connect` · `tls` · `timeout` the whole deadline ran out · `protocol` not HTTP.
 */
export type OutboundErrorCode =
  'refused' | 'invalid_request' | 'dns' | 'connect' | 'tls' | 'timeout' | 'protocol';

/** Why a tenant-given URL was not reached. The message is short and names no URL, header, address or body. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly code: OutboundErrorCode;

  constructor(code: OutboundErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Any failure under way as an `OutboundError`; the error code of Node or undici is kept in the message. */
export function toOutboundError(thrown: unknown, deadline: AbortSignal): OutboundError {
  if (thrown instanceof OutboundError) return thrown;
  if (deadline.aborted) return new OutboundError('timeout', 'no complete answer in time', { cause: thrown });
  const detail = errorCode(thrown);
  const code = classify(detail);
  return new OutboundError(code, `${WORDS[code]}${detail === '' ? '' : ` (${detail})`}`, { cause: thrown });
}

const WORDS: Record<OutboundErrorCode, string> = {
  refused: 'not allowed',
  invalid_request: 'the request cannot be sent',
  dns: 'the name does not resolve',
  connect: 'the connection failed',
  tls: 'the TLS handshake failed',
  timeout: 'no complete answer in time',
  protocol: 'the answer is not HTTP',
};

/** OpenSSL's and Node's names for a handshake or a certificate that is not accepted. */
const TLS = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;
const DNS = /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL|EREFUSED|ENONAME|EBADRESP|EBADNAME|EFORMERR)/;

function classify(detail: string): OutboundErrorCode {
  if (TLS.test(detail)) return 'tls';
  if (DNS.test(detail)) return 'dns';
  if (/^(HPE|UND_ERR_(HEADERS_OVERFLOW|RES_CONTENT))/.test(detail)) return 'protocol';
  if (/TIMEOUT|ETIMEDOUT/.test(detail)) return 'timeout';
  if (/^(UND_ERR_INVALID_ARG|ERR_INVALID_|ERR_HTTP_)/.test(detail)) return 'invalid_request';
  return 'connect';
}

/** Happy eyeballs reports one error per address tried: the first stands for all. */
function errorCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  const { code, errors, name } = thrown as { code?: unknown; errors?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  // undici looks the parser's own code up in a table that has turned round, and finds undefined.
  if (name === 'HTTPParserError') return 'HPE';
  return Array.isArray(errors) && errors.length > 0 ? errorCode(errors[0]) : '';
}
