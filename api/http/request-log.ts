import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../../config/logger';

const CALLERS_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Gives each request an id (the caller's `X-Request-Id` where it is a harmless one) and writes one line when it is done:
 * route pattern, never the URL, no headers, no bodies (S43).
 */
export function requestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const given = req.get('X-Request-Id');
    const requestId = given !== undefined && CALLERS_ID.test(given) ? given : randomUUID();
    res.locals['requestId'] = requestId;
    res.set('X-Request-Id', requestId);
    const startedMs = performance.now();
    res.once('close', () => {
      const route: unknown = res.locals['route'] ?? 'unmatched';
      const level = typeof route === 'string' && route.startsWith('/health') ? 'debug' : 'info';
      logger[level](
        {
          requestId,
          method: req.method,
          route,
          status: res.statusCode,
          durationMs: Math.round(performance.now() - startedMs),
          ...(res.locals['copilotId'] === undefined ? {} : { copilotId: res.locals['copilotId'] as string }),
          ...(res.locals['errorCode'] === undefined ? {} : { code: res.locals['errorCode'] as string }),
          ...(res.writableFinished ? {} : { broken: true }),
        },
        'request',
      );
    });
    next();
  };
}
