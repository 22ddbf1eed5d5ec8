import type { Request, Response } from 'express';
import type { Copilot, Store } from '../../store/types';
import { HttpError } from '../http/errors';
import type { OriginCheck } from './deps';

const REMEMBERED_MS = 10_000;
const REMEMBERED_AT_MOST = 1_000;
const METHODS = 'GET, POST, PUT, DELETE, OPTIONS';
const HEADERS =
  'Authorization, Content-Type, Accept, X-Bot-Token, X-Session-Id, X-Widget-Version, X-Use-Guard, X-Consumer-Id';

/**
 * Which pages may use a widget: a copilot's `allowedOrigins`, and our own. Never `*`, never with credentials (S38). What says no
 * Origin is no browser, and is judged by its token alone.
 */
export function createOriginCheck(options: {
  store: Pick<Store, 'copilots'>;
  publicUrl: string;
}): OriginCheck {
  const own = new URL(options.publicUrl).origin;
  const known = new Map<string, { isKnown: boolean; untilMs: number }>();

  async function isKnown(origin: string): Promise<boolean> {
    if (origin === own) return true;
    const remembered = known.get(origin);
    if (remembered !== undefined && remembered.untilMs > Date.now()) return remembered.isKnown;
    const answer = {
      isKnown: await options.store.copilots.isOriginKnown(origin),
      untilMs: Date.now() + REMEMBERED_MS,
    };
    if (known.size >= REMEMBERED_AT_MOST) known.clear();
    known.set(origin, answer);
    return answer.isKnown;
  }

  const check: OriginCheck = {
    isAllowed: (origin, copilot) =>
      origin === undefined || origin === own || copilot.allowedOrigins.includes(origin),
    isKnown,

    allow(req: Request, res: Response, copilot: Copilot) {
      const origin = req.get('Origin');
      if (check.isAllowed(origin, copilot)) {
        if (origin !== undefined) share(res, origin);
        return;
      }
      res.removeHeader('Access-Control-Allow-Origin');
      throw new HttpError('origin_not_allowed', 'This page is not among the allowed origins of the copilot.');
    },

    preflight(req, res, next) {
      res.vary('Origin');
      const origin = req.get('Origin');
      if (origin === undefined) {
        next();
        return;
      }
      isKnown(origin).then((isOurs) => {
        // Set before the copilot is known, so that a page can read why it was refused: a token that has expired.
        if (isOurs) share(res, origin);
        const isPreflight =
          req.method === 'OPTIONS' && req.get('Access-Control-Request-Method') !== undefined;
        if (!isPreflight) {
          next();
          return;
        }
        if (isOurs) {
          res.set({
            'Access-Control-Allow-Methods': METHODS,
            'Access-Control-Allow-Headers': HEADERS,
            'Access-Control-Max-Age': '600',
          });
        }
        res.status(isOurs ? 204 : 403).end();
      }, next);
    },
  };
  return check;
}

function share(res: Response, origin: string): void {
  res.set({
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Retry-After',
    // A page of another site reads our answers by CORS; helmet's default would forbid it.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
}
