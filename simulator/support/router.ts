import { timingSafeEqual } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import type { Sim } from '../domain/sim';
import type { AppRecord } from '../state/records';
import { BRANDS, GROUPS, TICKET_FIELDS, type Named } from './catalogue';

/**
 * The part of Zendesk's Support API that looks names up, for the account of a subdomain: `users/me`, `groups`,
 * `ticket_fields`, `brands`, with Basic `<email>/token:<token>` and pages by cursor.
 */
export function supportRouter(sim: Sim): Router {
  const router = Router({ mergeParams: true });
  const account = (req: Request): AppRecord | undefined =>
    sim.world.apps.filter(({ subdomain }) => subdomain === req.params['subdomain'])[0];
  router.use((req, res, next) => {
    if (account(req) === undefined) res.status(404).send('<html>No help desk at this address</html>');
    else if (isGenuine(account(req), req.headers.authorization)) next();
    // Without credentials Zendesk answers this one as for anybody.
    else if (req.path === '/users/me.json' && req.headers.authorization === undefined) {
      res.json({ user: { id: null, role: 'end-user' } });
    } else res.status(401).json({ error: "Couldn't authenticate you" });
  });
  router.get('/users/me.json', (req, res) => {
    res.json({ user: { id: 361234567899, role: 'admin', email: account(req)?.support?.email } });
  });
  router.get('/groups.json', (req, res) => {
    page(req, res, 'groups', GROUPS);
  });
  router.get('/ticket_fields.json', (req, res) => {
    page(req, res, 'ticket_fields', TICKET_FIELDS);
  });
  router.get('/brands.json', (req, res) => {
    const own = { id: Number(account(req)?.brandId), name: account(req)?.displayName ?? 'Acme' };
    page(req, res, 'brands', [own, ...BRANDS]);
  });
  router.use((_req, res) => {
    res.status(404).json({ error: 'InvalidEndpoint', description: 'Not found' });
  });
  return router;
}

function page(req: Request, res: Response, name: string, items: readonly (Named | object)[]): void {
  const size = Math.min(Math.max(Number(req.query['page[size]'] ?? 100) || 100, 1), 100);
  const from = Number(req.query['page[after]'] ?? 0) || 0;
  const hasMore = from + size < items.length;
  res.json({
    [name]: items.slice(from, from + size),
    meta: { has_more: hasMore, after_cursor: hasMore ? String(from + size) : null, before_cursor: null },
  });
}

function isGenuine(app: AppRecord | undefined, header: string | undefined): boolean {
  const encoded = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (app?.support === undefined || encoded === undefined) return false;
  const given = Buffer.from(encoded, 'base64');
  const right = Buffer.from(`${app.support.email}/token:${app.support.token}`);
  return given.length === right.length && timingSafeEqual(given, right);
}
