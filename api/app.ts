import express, { type Express } from 'express';
import helmet from 'helmet';
import { limitsOf, type ApiDeps } from './deps';
import { live, ready } from './health';
import { errorHandler } from './http/error-handler';
import { notFound } from './http/errors';
import { createHandler } from './http/handle';
import { requestLog } from './http/request-log';
import { methodNotAllowed, mount, noteRoute } from './http/routes';
import { WIDGET_PATH } from '../contract/widget';
import { mountCompat } from './compat';
import { serveFile } from './files/serve';
import { serveAvatar } from './files/serve-avatar';
import type { OriginCheck } from './hosted/deps';
import type { SessionService } from './hosted/service';
import { serveDocs } from './openapi/serve';
import { serveWidgetScript } from './widget/script';
import { routeTable } from './routes';
import { serveSettings } from './settings-page/serve';
import type { OpenStreams } from './sessions/open-streams';
import { receiveWebhook } from './webhook/receive';

export type { ApiDeps } from './deps';

export interface AppParts {
  /** Lets the one who closes the server end the live streams. */
  streams: OpenStreams;
  sessions: SessionService;
  origins: OriginCheck;
}

/** The whole HTTP surface; it does not listen. */
export function createApp(deps: ApiDeps, { streams, sessions, origins }: AppParts): Express {
  const app = express();
  app.set('trust proxy', deps.config.trustProxy ?? 0);
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

  for (const [path, handler] of [
    ['/widget.js', serveWidgetScript],
    ['/files/avatar/:copilotId/:encoded', serveAvatar(deps)],
    ['/files/:fileId/:name', serveFile(deps)],
  ] as const) {
    app
      .route(path)
      .get(noteRoute(path), handler)
      .all(noteRoute(path), methodNotAllowed(['get']));
  }

  app.use(WIDGET_PATH, noteRoute(WIDGET_PATH), origins.preflight);
  const routes = routeTable(deps, streams, sessions);
  mount(app, routes, createHandler(deps, { sessions, origins }));
  serveDocs(app, routes);
  serveSettings(app, deps.settingsDir);
  mountCompat(app, { sessions, origins, store: deps.store, logger: deps.logger, limits: limitsOf(deps) });

  app.use(() => {
    throw notFound();
  });
  app.use(errorHandler(deps.logger));
  return app;
}
