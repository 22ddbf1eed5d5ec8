export type StoreErrorKind =
  /** The database is away or too slow; the same call may work later. */
  | 'unavailable'
  /** The thing the call is about does not exist. */
  | 'not_found'
  /** The input can never be stored. */
  | 'invalid'
  /** A stored secret was altered, moved, or its key is not among the encryption keys. */
  | 'unreadable_secret'
  | 'internal';

/** Every failure of the store. The message holds no parameter of a query: those are secrets and customers' words. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;
  /** SQLSTATE or the system's error code, where there is one. */
  readonly code: string | undefined;

  constructor(kind: StoreErrorKind, message: string, code?: string) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** Classes of SQLSTATE: connection, resources, operator intervention and time-outs, system; 40 = a lost race, retried before. */
const AWAY_CLASSES = ['08', '53', '57', '58', '40'];
/** No lock in time · no connections allowed just now · a standby after a failover · not let in, or not there (yet). */
const AWAY_STATES = new Set(['55P03', '55000', '25006', '28000', '28P01', '3D000']);
const AWAY_WORDS =
  /connection (terminated|ended)|timeout (expired|exceeded when trying to connect)|connection error|not queryable|pool after calling end|is closed|read timeout/i;

/** SQLSTATE or system code of what a driver threw, wherever drizzle has put it. */
export function errorCode(thrown: unknown): string | undefined {
  const code = (root(thrown) as { code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}

/** Turns what a driver or drizzle threw into a StoreError. Anything that is not from the database comes back as it is. */
export function toStoreError(thrown: unknown): unknown {
  if (thrown instanceof StoreError) return thrown;
  const code = errorCode(thrown);
  const cause = root(thrown);
  const message = cause instanceof Error || isErrorLike(cause) ? cause.message : 'unknown error';
  const away =
    code !== undefined
      ? AWAY.has(code) ||
        AWAY_STATES.has(code) ||
        AWAY_CLASSES.some((prefix) => isSqlState(code) && code.startsWith(prefix))
      : AWAY_WORDS.test(message);
  if (away) return new StoreError('unavailable', `database unavailable: ${message}`, code);
  if (code !== undefined || cause !== thrown) return new StoreError('internal', `database: ${message}`, code);
  return thrown;
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}

function isErrorLike(value: unknown): value is { message: string } {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  );
}

/** drizzle's own error prints the query's parameters, so only its cause may go on. */
function root(thrown: unknown): object {
  let current = thrown;
  for (let depth = 0; depth < 5 && current instanceof Error && current.cause !== undefined; depth++) {
    if (!('query' in current)) break;
    current = current.cause;
  }
  return typeof current === 'object' && current !== null ? current : { message: typeof current };
}
