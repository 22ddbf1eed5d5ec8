import { classify } from './errors/classify';
import { readFailure } from './errors/read-failure';

/**
 * What a failed call means for us, one word per way to react.
 * - `credentials`: Zendesk refuses the key (401, 403): park and ask the admin.
 * - `rate_limited`: 429: wait `retryAfterMs`.
 * - `unavailable`: no usable answer: back off, try again without limit.
 * - `rejected`: this request will never be taken.
 * - `not_found`: the conversation, user or integration named is not there.
 * - `conversation_full`: 30 000 messages, a new conversation is needed (423).
 * - `too_large`, `unsupported_media`: 413, 415.
 * - `misconfigured`: wrong host, wrong App ID, a plan that lacks the API: an admin must repair it.
 */
export type ZendeskErrorKind =
  | 'credentials'
  | 'rate_limited'
  | 'unavailable'
  | 'rejected'
  | 'not_found'
  | 'conversation_full'
  | 'too_large'
  | 'unsupported_media'
  | 'misconfigured';

export interface ZendeskErrorDetails {
  kind: ZendeskErrorKind;
  /** Name of the client method, e.g. `postMessage`. */
  operation: string;
  /** Words that are safe to log: never a request body, never a credential. */
  reason: string;
  status?: number | undefined;
  /** Zendesk's `errors[0].code`, or the code of the network error. */
  code?: string | undefined;
  title?: string | undefined;
  retryAfterMs?: number | undefined;
  /** True when Zendesk may have acted although we were not told: look before you repeat. */
  unknownOutcome?: boolean;
}

/** The only error that leaves `zendesk/`. It never holds the client's own rejection, which carries the Basic credential. */
export class ZendeskError extends Error {
  readonly kind: ZendeskErrorKind;
  readonly operation: string;
  readonly status?: number;
  readonly code?: string;
  readonly title?: string;
  readonly retryAfterMs?: number;
  readonly unknownOutcome: boolean;

  constructor(details: ZendeskErrorDetails) {
    const status = details.status === undefined ? '' : ` ${details.status}`;
    super(`${details.operation}:${status} ${details.reason}`);
    this.name = 'ZendeskError';
    this.kind = details.kind;
    this.operation = details.operation;
    if (details.status !== undefined) this.status = details.status;
    if (details.code !== undefined) this.code = details.code;
    if (details.title !== undefined) this.title = details.title;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    this.unknownOutcome = details.unknownOutcome ?? false;
  }
}

/** Calls that change nothing: whatever becomes of them, there is no outcome to look up. */
const READS = /^(get|list|find|download)/;

/**
 * Whatever the npm client (or we, around it) threw, in our words.
 * The client rejects with a plain object that holds the request, its body and the Basic credential; only strings that were
 * chosen one by one are copied out of it, and it is never kept as `cause`.
 */
export function toZendeskError(operation: string, thrown: unknown): ZendeskError {
  if (thrown instanceof ZendeskError) return thrown;
  const failure = readFailure(thrown);
  const { kind, unknownOutcome } = classify(failure);
  return new ZendeskError({
    ...failure,
    kind,
    operation,
    unknownOutcome: unknownOutcome && !READS.test(operation),
  });
}
