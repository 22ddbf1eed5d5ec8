import type { ErrorRequestHandler } from 'express';
import { FileStorageError } from '../../config/file-storage';
import type { Logger } from '../../config/logger';
import { StoreError } from '../../store/errors';
import { HttpError, notFound, Unavailable } from './errors';
import { faultOf, isDatabaseAway } from './fault';
import { invalidRequest } from './validate';

/**
 * The only place that answers with an error: one shape, no stack, no HTML (S42). What is not one of our own errors is logged
 * and said to be `internal`; its message may hold anything, so it never reaches the caller.
 */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, _req, res, next) => {
    const error = toHttpError(thrown);
    const requestId: unknown = res.locals['requestId'];
    if (error.status >= 500) {
      logger.error({ requestId, code: error.code, fault: faultOf(thrown) }, 'request failed');
    }
    res.locals['errorCode'] = error.code;
    if (res.headersSent) {
      next(thrown);
      return;
    }
    res.set(error.headers).status(error.status).json(error.body);
  };
}

/** Every thrown thing as an answer. Errors of Express itself are told by their status, never by their text. */
export function toHttpError(thrown: unknown): HttpError {
  if (thrown instanceof HttpError) return thrown;
  if (isDatabaseAway(thrown)) return new Unavailable('database', thrown);
  if (thrown instanceof FileStorageError)
    return thrown.kind === 'missing' ? notFound() : new Unavailable('files', thrown);
  if (thrown instanceof StoreError && thrown.kind === 'not_found') return notFound();
  if (thrown instanceof StoreError && thrown.kind === 'invalid') return invalidRequest([]);
  switch (statusOf(thrown)) {
    case 400:
    case 404:
      // A path that cannot be decoded names nothing.
      return notFound();
    case 413:
      return new HttpError('payload_too_large', 'The body is too large.');
    case 415:
      return new HttpError('unsupported_media_type', 'The body has an encoding that is not supported.');
    default:
      return new HttpError('internal', 'Something went wrong on our side.', { cause: thrown });
  }
}

function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const { status } = thrown as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
}
