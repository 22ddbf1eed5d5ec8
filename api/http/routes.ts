import type { Express, Request, RequestHandler, Response } from 'express';
import { HttpError } from './errors';
import type { Operation } from './operation';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One line of the route table; `path` as OpenAPI writes it, `/things/{id}`. */
export interface Route {
  method: Method;
  path: string;
  operation: Operation;
}

/** Mounts the table; a path that is known answers every other method with 405 and `Allow`. */
export function mount(
  app: Express,
  routes: readonly Route[],
  handle: (route: Route) => RequestHandler,
): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const group = routes.filter((route) => route.path === path);
    const mounted = app.route(expressPath(path));
    for (const route of group) mounted[route.method](noteRoute(path), handle(route));
    mounted.all(noteRoute(path), methodNotAllowed(group.map((route) => route.method)));
  }
}

export function methodNotAllowed(methods: readonly Method[]): RequestHandler {
  const allow = methods
    .flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ');
  return () => {
    throw new HttpError('method_not_allowed', `Only ${allow} can be used here.`, {
      headers: { Allow: allow },
    });
  };
}

/** Logs name the pattern, never the URL: it may hold a webhook key or what a user is called. */
export function noteRoute(path: string): RequestHandler {
  return (_req: Request, res: Response, next) => {
    res.locals['route'] = path;
    next();
  };
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
