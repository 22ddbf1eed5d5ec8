import type { RequestHandler } from 'express';
import type { Sim } from '../domain/sim';

const HEARTBEAT_MS = 15_000;

/** Server-sent events: `ticket` when one changed, `tickets` when there is a new one. */
export function stream(sim: Sim): RequestHandler {
  return (_req, res) => {
    res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    res.flushHeaders();
    res.write(': hello\n\n');
    const heartbeat = setInterval(() => res.write(': \n\n'), HEARTBEAT_MS);
    const unsubscribe = sim.tickets.subscribe((event, data) => {
      res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    });
    res.on('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
    });
  };
}
