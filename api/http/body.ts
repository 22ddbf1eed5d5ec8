import express, { type Request, type RequestHandler, type Response } from 'express';
import { HttpError } from './errors';
import { cleanJson } from './clean-json';

const readers = new Map<number, RequestHandler>();

/**
 * The bytes of a request, unpacked, at most `limitBytes` of them.
 * @throws HttpError `payload_too_large`, `unsupported_media_type` (unknown encoding), `invalid_json` (broken off).
 */
export async function readBytes(req: Request, res: Response, limitBytes: number): Promise<Buffer> {
  const read: RequestHandler =
    readers.get(limitBytes) ?? express.raw({ type: () => true, limit: limitBytes });
  readers.set(limitBytes, read);
  await new Promise<void>((resolve, reject) => {
    void read(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(asError(error));
    });
  });
  const body: unknown = req.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/**
 * JSON text into a value that is safe to pass on (see `cleanJson`).
 * @throws HttpError `invalid_json` for anything that is not UTF-8, not JSON, or nested too deep.
 */
export function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new HttpError('invalid_json', 'The body is not UTF-8.', { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the body, so it is not kept.
    throw new HttpError('invalid_json', 'The body is not valid JSON.');
  }
  return cleanJson(value);
}

/** @throws HttpError `unsupported_media_type` unless the content type is JSON in UTF-8. */
export function requireJson(contentType: string | undefined): void {
  const [mediaType = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (mediaType !== 'application/json' || (charset !== undefined && charset !== 'utf-8')) {
    throw new HttpError('unsupported_media_type', 'The body must be application/json in UTF-8.');
  }
}

function asError(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error('the body could not be read');
  const { status } = thrown as { status?: unknown };
  // The reader's own messages quote headers; 413 and 415 are told by their status later on.
  return status === 400 ? new HttpError('invalid_json', 'The body cannot be read.') : thrown;
}
