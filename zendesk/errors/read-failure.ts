import { retryAfterMs } from './retry-after';

/** The harmless parts of a failed call. */
export interface Failure {
  status?: number | undefined;
  code?: string | undefined;
  title?: string | undefined;
  retryAfterMs?: number | undefined;
  reason: string;
  /** We refused the request ourselves, nothing was sent. */
  beforeSending: boolean;
  /** It failed before there was a connection. */
  whileConnecting: boolean;
}

/** Thrown by our own checks before a request is made: bad id, bad argument. */
export class NotSendable extends Error {
  override name = 'NotSendable';
}

/** A 2xx whose body is not what was promised. */
export class BadAnswer extends Error {
  override name = 'BadAnswer';
  readonly status: number;
  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

const MAX_WORDS = 200;

/** Copies strings and numbers, one by one, out of whatever was thrown (sunshine-conversations.md §5.6 has the shapes). */
export function readFailure(thrown: unknown): Failure {
  const none = { beforeSending: false, whileConnecting: false };
  if (thrown instanceof NotSendable) return { ...none, reason: thrown.message, beforeSending: true };
  if (thrown instanceof BadAnswer) return { ...none, status: thrown.status, reason: thrown.message };
  const status = number(field(thrown, 'status'));
  const error = field(thrown, 'error') ?? thrown;
  if (status !== undefined) return { ...none, ...httpFailure(status, thrown) };
  // superagent parses the body before it looks at the status: a 500 with broken JSON has it only here.
  const parsedStatus = number(field(error, 'statusCode'));
  if (parsedStatus !== undefined) return { ...none, status: parsedStatus, reason: 'the answer is not JSON' };
  const code = words(field(error, 'code'));
  return {
    ...none,
    code,
    whileConnecting: isOfConnecting(error),
    reason: code ?? 'the answer cannot be read',
  };
}

/** A host with several addresses fails with one error for all of them; what was being done stands in those inside. */
function isOfConnecting(error: unknown): boolean {
  const inside = field(error, 'errors');
  const each: unknown[] = Array.isArray(inside) && inside.length > 0 ? inside : [error];
  return each.every((one) => field(one, 'syscall') === 'connect');
}

function httpFailure(status: number, thrown: unknown): Pick<Failure, 'status' | 'code' | 'title' | 'reason'> {
  const errors = field(field(thrown, 'body'), 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const code = words(field(first, 'code'));
  const title = words(field(first, 'title'));
  const header = field(field(field(thrown, 'response'), 'headers'), 'retry-after');
  return {
    status,
    code,
    title,
    reason: title ?? code ?? 'refused',
    ...{ retryAfterMs: retryAfterMs(header) },
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Their words, on one line and not too many. */
function words(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_WORDS);
}
