import express, { Router } from 'express';
import type { Sim } from '../domain/sim';
import { appsRouter } from './apps';
import { eventsRouter } from './events';
import { faultsRouter } from './faults';
import { ledgersRouter } from './ledgers';

/** `/simulator`: the control API. */
export function controlRouter(sim: Sim): Router {
  const router = Router();
  router.use(express.json({ limit: '2mb' }));
  router.use('/apps', appsRouter(sim));
  router.use('/faults', faultsRouter(sim));
  router.use(ledgersRouter(sim));
  router.use(eventsRouter(sim));
  router.post('/reset', (_req, res) => {
    sim.outbox.clear();
    sim.world.clear();
    sim.faults.clear();
    sim.ledgers.requests.clear();
    sim.ledgers.deliveries.clear();
    sim.fates.clear();
    res.json({});
  });
  return router;
}
