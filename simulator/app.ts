import express, { type Express } from 'express';
import { controlRouter } from './control/router';
import { ControlError } from './domain/control-error';
import { errorAnswers, loopbackOnly } from './domain/json-api';
import type { Sim } from './domain/sim';
import { downloads } from './sunshine/download';
import { sunshineRouter } from './sunshine/router';
import { conversationLinks } from './workspace/links';
import { pagesRouter } from './workspace/pages';
import { supportRouter } from './support/router';
import { workspaceRouter } from './workspace/router';

/** Sunshine Conversations, Agent Workspace and the controls of the simulator on one port. */
export function createApp(sim: Sim): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(['/sc/v2/apps/:appId', '/v2/apps/:appId'], sunshineRouter(sim));
  app.use('/sc/attachments/v2', downloads(sim));
  app.use('/support/:subdomain/api/v2', supportRouter(sim));
  app.use(['/simulator', '/workspace'], loopbackOnly);
  app.use('/simulator', controlRouter(sim));
  app.use('/workspace/api', workspaceRouter(sim));
  app.use('/workspace/conversations', conversationLinks(sim));
  app.use('/workspace', pagesRouter());
  app.get('/health/ready', (_req, res) => res.json({ status: 'ready' }));
  app.get('/', (_req, res) => res.redirect('/workspace'));
  app.use(() => {
    throw new ControlError(404, 'not_found', 'Nothing here');
  });
  app.use(errorAnswers(sim.logger));
  return app;
}
