const CAP_MS = 5 * 60_000;

/**
 * `Retry-After` as milliseconds, at most five minutes. Undefined when it says nothing useful (absent, 0, past, garbage):
 * then the caller's own back-off applies, so that a "0" never makes us hammer.
 */
export function retryAfterMs(header: unknown, now: number = Date.now()): number | undefined {
  if (typeof header !== 'string') return undefined;
  const text = header.trim();
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : dateOf(text) - now;
  return ms > 0 ? Math.min(Math.ceil(ms), CAP_MS) : undefined;
}

/** HTTP dates start with the name of a day; `Date.parse` alone would take "1e9" or "-5" for a date. */
function dateOf(text: string): number {
  return /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
}
