import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import type { FileRecord } from '../../store/types';
import type { ApiDeps } from '../deps';
import { HttpError } from '../http/errors';
import { takeTimeFor } from '../http/slow-bodies';
import { invalidRequest } from '../http/validate';
import { knownFile } from './sniff';

export interface RawFile {
  name: string;
  mediaType: string;
  data: Buffer;
}

/**
 * The one file of a multipart request, field `file`, at most `maxBytes`.
 * @throws HttpError `unsupported_media_type`, `payload_too_large`, `invalid_request`
 */
export async function readUpload(req: Request, res: Response, maxBytes: number): Promise<RawFile> {
  if (req.is('multipart/form-data') === false) {
    throw new HttpError(
      'unsupported_media_type',
      'The body must be multipart/form-data with a field `file`.',
    );
  }
  takeTimeFor(req);
  const read = multer({
    storage: multer.memoryStorage(),
    limits: { files: 1, fileSize: maxBytes, fields: 5, fieldSize: 1024, parts: 6, headerPairs: 50 },
    defParamCharset: 'utf8',
  }).single('file');
  await new Promise<void>((resolve, reject) => {
    read(req, res, (error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(toHttpError(error));
    });
  });
  const { file } = req;
  if (file === undefined) throw invalidRequest([{ path: 'file', message: 'is missing' }]);
  if (file.size === 0) throw invalidRequest([{ path: 'file', message: 'is empty' }]);
  return { name: file.originalname, mediaType: file.mimetype, data: file.buffer };
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') {
    return new HttpError('payload_too_large', 'The file is too large.');
  }
  // busboy's own errors are plain ones: a body that is cut off, or is no multipart.
  return invalidRequest([{ path: 'file', message: 'one file in the field `file` is required' }]);
}

/** Keeps a file for a session, or for any session of the copilot. @throws HttpError `unsupported_media_type`, `payload_too_large` */
export async function keepUpload(
  deps: Pick<ApiDeps, 'store' | 'files'>,
  owner: { copilotId: string; sessionId: string | null },
  file: RawFile,
): Promise<FileRecord> {
  const { storage, maxBytes } = deps.files;
  if (file.data.length > maxBytes) throw new HttpError('payload_too_large', 'The file is too large.');
  const { name, mediaType } = await knownFile(file.data, file);
  const storedAs = `${owner.copilotId}/${randomUUID()}`;
  await storage.put(storedAs, file.data, mediaType);
  return deps.store.files.add({ ...owner, name, mediaType, size: file.data.length, storedAs });
}
