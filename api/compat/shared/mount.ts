import type { Express, ErrorRequestHandler, RequestHandler } from 'express';
import type { OriginCheck } from '../../hosted/deps';
import { methodNotAllowed, noteRoute, type Method } from '../../http/routes';

export interface CompatRoute {
  method: Method;
  /** As Express writes it, `/things/:id`. */
  path: string;
  handle: RequestHandler;
}

/** Mounts a protocol under each prefix: preflights, other methods (405), and its own words for errors. */
export function mountRoutes(
  app: Express,
  origins: OriginCheck,
  options: { prefixes: readonly string[]; routes: readonly CompatRoute[]; onError?: ErrorRequestHandler },
): void {
  const { prefixes, routes, onError } = options;
  const preflight: RequestHandler = (req, res, next) => origins.preflight(req, res, next);
  for (const prefix of prefixes) {
    for (const path of new Set(routes.map((route) => route.path))) {
      const group = routes.filter((route) => route.path === path);
      const full = `${prefix}${path}`;
      const mounted = app.route(full).all(noteRoute(full), noStore, preflight);
      for (const { method, handle } of group) mounted[method](handle);
      mounted.all(methodNotAllowed(group.map(({ method }) => method)));
      if (onError !== undefined) app.use(full, onError);
    }
  }
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
