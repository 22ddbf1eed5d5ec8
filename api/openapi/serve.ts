import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
// Not the package itself: its main file runs the whole page's script, a third of a second of each start.
import absolutePath from 'swagger-ui-dist/absolute-path';
import { methodNotAllowed, noteRoute, type Route } from '../http/routes';
import { openApiDocument } from './document';
import { docsPage, docsScript } from './page';

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** The API document and a page to read it, all from here: nothing is fetched from elsewhere and nothing is inline. */
export function serveDocs(app: Express, routes: readonly Route[]): void {
  const document = JSON.stringify(openApiDocument(routes));
  get(app, '/api/openapi.json', (_req, res) => {
    res.type('json').send(document);
  });
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
    },
  });
  app.use('/api/docs', policy);
  get(app, '/api/docs', (_req, res) => {
    res.type('html').send(docsPage);
  });
  get(app, '/api/docs/start.js', (_req, res) => {
    res.type('js').send(docsScript);
  });
  const root = absolutePath();
  for (const file of FILES) {
    get(app, `/api/docs/${file}`, (_req, res, next) => {
      res.sendFile(file, { root, maxAge: '1h' }, (error?: Error) => {
        if (error !== undefined) next(error);
      });
    });
  }
}

function get(app: Express, path: string, handler: RequestHandler): void {
  app
    .route(path)
    .get(noteRoute(path), handler)
    .all(noteRoute(path), methodNotAllowed(['get']));
}
