import { Router, type Response } from 'express';
import { ApiError } from '../domain/api-error';
import type { Sim } from '../domain/sim';
import { authenticate } from './auth';

/** Serves files. With private attachments on, only to a caller with credentials of the file's app. */
export function downloads(sim: Sim): Router {
  const router = Router();
  router.get('/:id/:name', (req, res) => {
    const file = sim.world.attachments.get(req.params.id);
    const bytes = file === undefined ? undefined : sim.world.files.read(file.id);
    if (file === undefined || bytes === undefined) {
      refuse(res, 404);
      return;
    }
    if (sim.world.apps.get(file.appId)?.privateAttachments === true) {
      try {
        authenticate(sim.world, req.headers.authorization, file.appId);
      } catch (error) {
        refuse(res, error instanceof ApiError ? error.status : 500);
        return;
      }
    }
    res.set('X-Content-Type-Options', 'nosniff').set('Content-Security-Policy', "default-src 'none'");
    res.type(file.mediaType).send(bytes);
  });
  return router;
}

function refuse(res: Response, status: number): void {
  res
    .status(status)
    .type('text/plain')
    .send(status === 404 ? 'Not Found' : 'Unauthorized');
}
