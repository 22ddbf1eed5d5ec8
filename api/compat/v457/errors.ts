import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from '../../../config/logger';
import { toHttpError } from '../../http/error-handler';
import { faultOf } from '../../http/fault';

/** Errors as this widget reads them: `{statusCode, message, error}`; `code` is ours. */
export function errorsAsNest(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, _req, res, next) => {
    const error = toHttpError(thrown);
    res.locals['errorCode'] = error.code;
    if (error.status >= 500) {
      const requestId: unknown = res.locals['requestId'];
      logger.error({ requestId, code: error.code, fault: faultOf(thrown) }, 'request failed');
    }
    if (res.headersSent) {
      next(thrown);
      return;
    }
    const { status, message, code } = error;
    res
      .set(error.headers)
      .status(status)
      .json({ statusCode: status, message, error: STATUS_CODES[status] ?? 'Error', code });
  };
}
