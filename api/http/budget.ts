import { MemoryStore } from 'express-rate-limit';
import { HttpError } from './errors';

const WINDOW_MS = 60_000;

/** What somebody, or something, may do in a minute, counted in this process. */
export interface Budget {
  /** One more. @throws HttpError `rate_limited` when there are more than allowed in this minute. */
  spend(key: string): Promise<void>;
}

export function createBudget(perMinute: number): Budget {
  const counts = new MemoryStore();
  counts.init({ windowMs: WINDOW_MS } as Parameters<MemoryStore['init']>[0]);
  return {
    async spend(key) {
      const { totalHits, resetTime } = await counts.increment(key);
      if (totalHits <= perMinute) return;
      const restMs = (resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now();
      throw new HttpError('rate_limited', 'Too many at once. Wait a moment.', {
        headers: { 'Retry-After': String(Math.max(1, Math.ceil(restMs / 1000))) },
      });
    },
  };
}
