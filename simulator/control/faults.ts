import { Router } from 'express';
import { unknown } from '../domain/control-error';
import { parse } from '../domain/json-api';
import type { Sim } from '../domain/sim';
import type { Fault } from '../faults/rules';
import { faultSchema } from '../faults/schema';

/** `/simulator/faults`: the rules by which the simulator misbehaves. */
export function faultsRouter(sim: Sim): Router {
  const router = Router();
  router.post('/', (req, res) => {
    const { op } = (req.body ?? {}) as { op?: unknown };
    res.status(201).json({ fault: view(sim.faults.add(parse(faultSchema(op), req.body))) });
  });
  router.get('/', (_req, res) => res.json({ items: sim.faults.list().map(view) }));
  router.delete('/', (_req, res) => {
    sim.faults.clear();
    res.json({});
  });
  router.delete('/:id', (req, res) => {
    if (!sim.faults.remove(req.params.id)) throw unknown('Fault');
    res.json({});
  });
  return router;
}

function view({ id, rule, matched, fired }: Fault): Record<string, unknown> {
  return { id, ...rule, matched, fired };
}
