import express, { type Express } from 'express';
import helmet from 'helmet';
import type { ApiDeps } from './deps';
import { live, ready } from './health';
import { errorHandler } from './http/error-handler';
import { notFound } from './http/errors';
import { createHandler } from './http/handle';
import { requestLog } from './http/request-log';
import { methodNotAllowed, mount, noteRoute } from './http/routes';
import { serveDocs } from './openapi/serve';
import { routeTable } from './routes';
import { serveSettings } from './settings-page/serve';
import { createOpenStreams, type OpenStreams } from './sessions/open-streams';
import { receiveWebhook } from './webhook/receive';

export type { ApiDeps } from './deps';

/** The whole HTTP surface; it does not listen. `streams` lets the one who closes the server end the live streams. */
export function createApp(deps: ApiDeps, streams: OpenStreams = createOpenStreams()): Express {
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('etag', false);
  app.use(requestLog(deps.logger));
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
    }),
  );

  for (const [path, handler] of [
    ['/health/live', live],
    ['/health/ready', ready(deps)],
  ] as const) {
    app
      .route(path)
      .get(noteRoute(path), handler)
      .all(noteRoute(path), methodNotAllowed(['get']));
  }

  const webhook = '/webhooks/zendesk/:webhookKey';
  app
    .route(webhook)
    .post(noteRoute(webhook), receiveWebhook(deps))
    .all(noteRoute(webhook), methodNotAllowed(['post']));

  const routes = routeTable(deps, streams);
  mount(app, routes, createHandler(deps));
  serveDocs(app, routes);
  serveSettings(app, deps.settingsDir);

  app.use(() => {
    throw notFound();
  });
  app.use(errorHandler(deps.logger));
  return app;
}
