import { Router, type Request } from 'express';
import { queryText } from '../domain/json-api';
import type { Sim } from '../domain/sim';

/** `/simulator/{log,requests,deliveries,dropped,limits}`: what happened, for oracles. All take `appId` and `after` (an `n`). */
export function ledgersRouter(sim: Sim): Router {
  const router = Router();
  router.get('/log', (req, res) => {
    const { appId, after } = range(req);
    const kind = queryText(req, 'kind');
    const items = sim.world.log.filter(
      (item) =>
        item.n > after &&
        (appId === undefined || item.appId === appId) &&
        (kind === undefined || item.kind === kind),
    );
    res.json({ items });
  });
  router.get('/requests', (req, res) => {
    const { appId, after } = range(req);
    const op = queryText(req, 'op');
    const items = sim.ledgers.requests
      .list(appId, after)
      .filter((item) => op === undefined || item.op === op);
    res.json({ items });
  });
  router.get('/deliveries', (req, res) => {
    const { appId, after } = range(req);
    const outcome = queryText(req, 'outcome');
    const items = sim.ledgers.deliveries.list(appId, after);
    res.json({ items: items.filter((item) => outcome === undefined || item.outcome === outcome) });
  });
  router.get('/dropped', (req, res) => {
    const { appId, after } = range(req);
    const items = sim.world.dropped.filter(
      (item) => item.n > after && (appId === undefined || item.appId === appId),
    );
    res.json({ items });
  });
  router.get('/pending', (req, res) => {
    const { appId } = range(req);
    const items = [...sim.world.deliveries.values()].filter(
      (item) => appId === undefined || item.appId === appId,
    );
    res.json({ items });
  });
  router.get('/limits', (req, res) => {
    const { appId, after } = range(req);
    const items = sim.ledgers.requests.list(appId, after).filter((item) => item.limit !== null);
    res.json({
      items: items.map(({ n, at, appId: app, op, limit, status }) => ({
        n,
        at,
        appId: app,
        op,
        limit,
        status,
      })),
    });
  });
  return router;
}

function range(req: Request): { appId: string | undefined; after: number } {
  return { appId: queryText(req, 'appId'), after: Number(queryText(req, 'after') ?? 0) };
}
