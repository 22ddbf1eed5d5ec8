import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type { Logger } from '../../config/logger';
import { ApiError } from './api-error';
import { ControlError } from './control-error';

/** @throws ControlError 422 naming every fault. */
export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ControlError(422, 'invalid_request', faults.join('; '));
}

export function queryText(req: Request, name: string): string | undefined {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Lets only this machine in: these doors have no lock. A browser page of another origin is turned away as well. */
export const loopbackOnly: RequestHandler = (req, _res, next) => {
  const address = req.socket.remoteAddress ?? '';
  const host = (req.headers.host ?? '').replace(/:\d+$/, '');
  const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(address);
  const named = ['127.0.0.1', 'localhost', '[::1]'].includes(host);
  const { origin } = req.headers;
  const foreign = origin !== undefined && new URL(origin, 'http://invalid').host !== req.headers.host;
  if (!local || !named || foreign) next(new ControlError(403, 'forbidden', 'Only from this machine'));
  else next();
};

export function errorAnswers(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const [status, code, message] = describe(error);
    if (status === 500) logger.error({ err: error }, 'simulator failed');
    res.status(status).json({ error: { code, message } });
  };
}

function describe(error: unknown): [status: number, code: string, message: string] {
  if (error instanceof ControlError) return [error.status, error.code, error.message];
  if (error instanceof ApiError) {
    const [first] = error.errors;
    return [error.status, first?.code ?? 'error', first?.title ?? ''];
  }
  const { type } = error as { type?: unknown };
  if (type === 'entity.too.large') return [413, 'payload_too_large', 'Body too large'];
  if (type === 'entity.parse.failed') return [400, 'invalid_json', 'Body is not JSON'];
  return [500, 'internal', 'Internal error'];
}
