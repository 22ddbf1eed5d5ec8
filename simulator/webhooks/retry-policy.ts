/** Zendesk's documented policy: five attempts within fifteen minutes, gaps growing exponentially. */
export const MAX_ATTEMPTS = 5;

/** 20 s without an answer is a failure. */
export const TIMEOUT_MS = 20_000;

/** Gaps after the first to fourth attempt; with four timeouts of 20 s they fill fifteen minutes. */
const GAPS_MS = [20_000, 60_000, 180_000, 540_000] as const;

const FINAL = new Set([400, 401, 403, 404, 406]);

export type Verdict =
  { outcome: 'delivered' } | { outcome: 'dropped'; reason: string } | { outcome: 'retry'; gapMs: number };

/**
 * What follows an attempt.
 * @param status the answer's; null for no answer (network, timeout).
 * @param attempt 1 for the first.
 * @param timeFactor 60 makes fifteen minutes fifteen seconds.
 */
export function judge(status: number | null, attempt: number, timeFactor: number): Verdict {
  if (status !== null && status >= 200 && status < 300) return { outcome: 'delivered' };
  if (status !== null && FINAL.has(status)) return { outcome: 'dropped', reason: `final_${status}` };
  const gap = GAPS_MS[attempt - 1];
  if (attempt >= MAX_ATTEMPTS || gap === undefined)
    return { outcome: 'dropped', reason: 'attempts_exhausted' };
  return { outcome: 'retry', gapMs: Math.round(gap / timeFactor) };
}
