import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type Express, type Response } from 'express';
import helmet from 'helmet';
import { notFound } from '../http/errors';
import { methodNotAllowed, noteRoute } from '../http/routes';

const BUILT = path.join(__dirname, '..', '..', 'dist', 'web', 'settings');
/** Stands in the built page wherever this request's nonce belongs. */
const NONCE_MARK = /__CSP_NONCE__/g;
const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Settings</title></head>
  <body><h1>The settings page is not built</h1><p>Run <code>npm run build:web</code> and load this page again.</p></body>
</html>
`;

/**
 * The settings page: its files as built, and for every other path below it the page itself, which finds its way by the path.
 * Nothing inline, nothing from elsewhere, in nobody's frame (S37); the styles that its components make at run time carry a
 * nonce of this request.
 */
export function serveSettings(app: Express, directory = BUILT): void {
  app.use('/settings', noteRoute('/settings'), (_req, res, next) => {
    res.locals['nonce'] = randomBytes(16).toString('base64');
    next();
  });
  app.use('/settings', policy());
  app.use(
    '/settings/assets',
    express.static(path.join(directory, 'assets'), {
      immutable: true,
      maxAge: '1y',
      index: false,
      redirect: false,
    }),
    () => {
      throw notFound();
    },
  );
  app
    .route(/^\/settings(\/.*)?$/)
    .get(async (_req, res) => {
      const page = await readPage(directory);
      res.set('Cache-Control', 'no-store').type('html');
      if (page === undefined) res.status(503).send(NOT_BUILT);
      else res.send(page.replace(NONCE_MARK, nonceOf(res)));
    })
    .all(methodNotAllowed(['get']));
}

function policy() {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", (_req, res) => `'nonce-${nonceOf(res as Response)}'`],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
}

/** Read each time: it is small, and a new build is served at once. */
async function readPage(directory: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(directory, 'index.html'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function nonceOf(res: Response): string {
  const nonce: unknown = res.locals['nonce'];
  if (typeof nonce !== 'string') throw new Error('the page has no nonce');
  return nonce;
}
