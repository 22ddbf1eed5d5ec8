import type { Request, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { HttpError } from './errors';

const WINDOW_MS = 60_000;

/** Counts the failed sign-ins of an address. Webhooks never pass here: a 429 burns one of Zendesk's five tries (S39). */
export interface FailureLimit {
  /** One more failure. @throws HttpError `rate_limited` when there are more than allowed in this minute. */
  count: (req: Request, res: Response) => Promise<void>;
  /** @throws HttpError `rate_limited` when this minute's failures are used up; counts nothing. */
  check: (req: Request) => Promise<void>;
}

export function createFailureLimit(perMinute: number): FailureLimit {
  const limiter = rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: addressOf,
    // Its checks print to the console; the one that matters (an IPv6 subnet as one address) is done in addressOf.
    validate: false,
    handler: (_req, _res, next) => {
      next(tooMany());
    },
  });
  return {
    count: async (req, res) => {
      await new Promise<void>((resolve, reject) => {
        const next = (error?: unknown): void => {
          if (error === undefined) resolve();
          else reject(error instanceof Error ? error : new Error('the rate limiter failed'));
        };
        Promise.resolve(limiter(req, res, next)).catch(next);
      });
    },
    check: async (req) => {
      const seen = await limiter.getKey(addressOf(req));
      if (seen === undefined || seen.totalHits < perMinute) return;
      if ((seen.resetTime?.getTime() ?? 0) > Date.now()) throw tooMany();
    },
  };
}

export function addressOf(req: Pick<Request, 'ip'>): string {
  return ipKeyGenerator(req.ip ?? '0.0.0.0');
}

function tooMany(): HttpError {
  return new HttpError('rate_limited', 'Too many failed attempts. Wait a minute.', {
    headers: { 'Retry-After': String(WINDOW_MS / 1000) },
  });
}
