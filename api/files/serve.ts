import type { RequestHandler, Response } from 'express';
import type { FileRecord } from '../../store/types';
import { now, type ApiDeps } from '../deps';
import { FILE_ID_PATTERN } from '../../config/file-links';
import { HttpError } from '../http/errors';
import { fetchRemote } from './fetch-remote';

/**
 * `GET /files/{fileId}/{name}?exp&sig`: a file of a conversation to whoever has a live link (R34). Never as a page of ours: it is
 * a download, of the type that its bytes have, in a sandbox without scripts (S41).
 */
export function serveFile(deps: ApiDeps): RequestHandler {
  return async (req, res) => {
    const fileId = String(req.params['fileId']);
    const { exp, sig } = req.query;
    if (typeof exp !== 'string' || typeof sig !== 'string' || !FILE_ID_PATTERN.test(fileId)) throw shut();
    const file = await deps.store.files.get(fileId);
    // Also for a file that is not there: who guesses ids learns nothing.
    if (file === undefined || !deps.files.links.verify(file, exp, sig, now(deps))) throw shut();
    const { data, mediaType } = await bytesOf(deps, file);
    const untilMs = Number(exp) * 1000 - now(deps).getTime();
    setHeaders(res, file.name, mediaType, Math.floor(untilMs / 1000));
    res.status(200).end(data);
  };
}

function shut(): HttpError {
  return new HttpError('unauthorized', 'The link has expired, or is not one of ours.');
}

async function bytesOf(deps: ApiDeps, file: FileRecord): Promise<{ data: Buffer; mediaType: string }> {
  if (file.storedAs === null) return fetchRemote(deps, file);
  return { data: await deps.files.storage.get(file.storedAs), mediaType: file.mediaType };
}

function setHeaders(res: Response, name: string, mediaType: string, seconds: number): void {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\]/g, '_');
  res.set({
    'Content-Type': mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
    'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeName(name)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    // The widget stands on other sites' pages.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': `private, max-age=${Math.max(0, seconds)}, immutable`,
  });
}

/** RFC 8187: encodeURIComponent leaves some that a header must not have. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
