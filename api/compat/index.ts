import type { Express } from 'express';
import type { Server } from 'socket.io';
import type { CompatDeps } from '../hosted/deps';
import type { Limits } from '../deps';
import { createBudget } from '../http/budget';
import { mountRoutes } from './shared/mount';
import { attach005 } from './v005/live';
import { routesOf005 } from './v005/routes';
import { errorsAsNest } from './v457/errors';
import { routesOf457 } from './v457/routes';

/**
 * HTTP of the family's older widgets. 0.0.5 is told an `apiUrl` that ends in `/backend`, 4.0.57 one that does not and adds it:
 * an owner who carries the one over to the other is served all the same.
 */
export function mountCompat(app: Express, deps: CompatDeps & { limits: Limits }): void {
  // Of sessions and contacts alike.
  const newSessions = createBudget(deps.limits.newSessionsPerMinute);
  const { origins } = deps;
  mountRoutes(app, origins, { prefixes: ['/backend', ''], routes: routesOf005(deps, newSessions) });
  mountRoutes(app, origins, {
    prefixes: ['/backend', '/backend/backend', ''],
    routes: routesOf457(deps, newSessions),
    onError: errorsAsNest(deps.logger),
  });
}

/** The socket of the oldest one. */
export function attachCompat(io: Server, deps: CompatDeps): void {
  attach005(io, deps);
}
