import { toZendeskError } from '../../../zendesk/errors';

/** What the npm client rejects with when there was no answer. */
const outcome = (error: object) => {
  const { kind, unknownOutcome } = toZendeskError('postMessage', { error });
  return { kind, unknownOutcome };
};
const KNOWN = { kind: 'unavailable', unknownOutcome: false };
const UNKNOWN = { kind: 'unavailable', unknownOutcome: true };

describe('an error of the network, and whether Zendesk may have acted', () => {
  const NETWORK = ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'ETIMEDOUT'];

  it.each(NETWORK)('%s while connecting: nothing was sent', (code) => {
    expect(outcome({ code, syscall: 'connect' })).toEqual(KNOWN);
  });

  it.each(NETWORK)('%s at every address of a host: nothing was sent', (code) => {
    const errors = [
      { code, syscall: 'connect' },
      { code: 'ECONNREFUSED', syscall: 'connect' },
    ];
    expect(outcome({ code, errors })).toEqual(KNOWN);
  });

  it.each(NETWORK)('%s of a connection that stood: the request may have gone', (code) => {
    for (const syscall of ['read', 'write', undefined]) expect(outcome({ code, syscall })).toEqual(UNKNOWN);
    expect(outcome({ code, errors: [{ code, syscall: 'connect' }, { code }] })).toEqual(UNKNOWN);
    expect(outcome({ code, errors: [] })).toEqual(UNKNOWN);
  });

  it.each([
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
    'ERR_TLS_RENEGOTIATION_DISABLED',
    'ECONNRESET',
    'EPIPE',
  ])('%s: the request may have gone', (code) => {
    expect(outcome({ code, syscall: 'write' })).toEqual(UNKNOWN);
    expect(outcome({ code })).toEqual(UNKNOWN);
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'HOSTNAME_MISMATCH',
    'INVALID_CA',
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
  ])('%s comes before any request', (code) => {
    expect(outcome({ code })).toEqual(KNOWN);
  });
});
