import express, { type Request, type RequestHandler, type Response } from 'express';
import { ApiError, badRequest } from '../domain/api-error';

const JSON_BYTES = 100 * 1024;
const UPLOAD_BYTES = 50 * 1024 * 1024;

const readJson = express.json({ limit: JSON_BYTES, type: () => true });
const readRaw = express.raw({ limit: UPLOAD_BYTES, type: () => true });

/**
 * The body: parsed JSON, or the bytes of an upload.
 * @throws ApiError 413 beyond the documented size, 400 for JSON that cannot be read.
 */
export async function readBody(req: Request, res: Response, upload: boolean): Promise<unknown> {
  await run(upload ? readRaw : readJson, req, res).catch((error: unknown) => {
    const { type } = error as { type?: unknown };
    if (type === 'entity.too.large') {
      throw new ApiError(
        413,
        [{ code: 'payload_too_large', title: 'Payload too large' }],
        upload ? 'upload' : 'json',
      );
    }
    throw badRequest('Unable to parse request body');
  });
  return req.body as unknown;
}

function run(handler: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void handler(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('unreadable body'));
    });
  });
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(500, [{ code: 'internal_server_error', title: 'Internal server error' }]);
}
