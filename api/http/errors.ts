import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '../../contract/errors';

interface HttpErrorOptions {
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An answer that is not a success; `code` decides the status (wire.md "Errors"). Clients branch on the code, never on the text. */
export class HttpError extends Error {
  override readonly name: string = 'HttpError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, message: string, options: HttpErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  get body(): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    };
  }
}

export const RETRY_AFTER_SECONDS = 5;

export type DependencyName = 'temporal' | 'database' | 'files' | 'server';

/** Something we stand on is away: nothing was acknowledged, the same request again is safe. Always a 503. */
export class Unavailable extends HttpError {
  override readonly name = 'Unavailable';
  readonly part: DependencyName;

  constructor(part: DependencyName, cause?: unknown) {
    super('unavailable', 'The service cannot take this just now. Send the same request again.', {
      headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
      cause,
    });
    this.part = part;
  }
}

/** An unknown handoff and a foreign one: the same words, so that nobody learns which. */
export function handoffNotFound(): HttpError {
  return new HttpError('handoff_not_found', 'There is no such handoff.');
}

export function notFound(): HttpError {
  return new HttpError('not_found', 'There is nothing here.');
}
