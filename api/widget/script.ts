import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RequestHandler } from 'express';
import { HttpError } from '../http/errors';

/** What `npm run build:web` makes. */
const SCRIPT = path.join(__dirname, '..', '..', 'dist', 'web', 'widget', 'widget.js');

/** `GET /widget.js`: the one script that a page includes. Public, for every site. */
export const serveWidgetScript: RequestHandler = async (_req, res) => {
  const isBuilt = await stat(SCRIPT).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isBuilt) throw new HttpError('not_found', 'The widget is not built. Run `npm run build:web`.');
  res.set({
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Access-Control-Allow-Origin': '*',
    'Cache-Control': 'public, max-age=300',
  });
  await new Promise<void>((resolve, reject) => {
    res.sendFile(SCRIPT, { cacheControl: false, lastModified: true }, (error: Error | undefined) => {
      if (error === undefined || res.headersSent) resolve();
      else reject(error);
    });
  });
};
