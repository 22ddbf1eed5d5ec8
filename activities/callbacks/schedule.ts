/*
 * When a callback that was not taken is tried again: the shape of Svix's schedule, drawn out to three days, so that a weekend
 * of a broken receiver loses nothing.
 */

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

/** Before the second attempt, the third, … Thirteen attempts within 77.6 hours. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  300 * SECOND_MS,
  1_800 * SECOND_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  ...Array<number>(7).fill(10 * HOUR_MS),
];

const JITTER = 0.2;
/** The longest step of the schedule: a receiver may slow us down, not switch us off. */
const MAX_RETRY_AFTER_MS = 10 * HOUR_MS;
const MAX_HOLD_MS = 60 * SECOND_MS;
/** The first delay at its longest: a short hiccup of the receiver does not change the order. */
const USUAL_HOLD_MS = 5 * SECOND_MS * (1 + JITTER);

/**
 * Milliseconds until the next attempt; undefined when the schedule is used up.
 * @param attempts attempts made so far, the one that just failed included.
 * @param retryAfterMs what the receiver asked for; never shortens the schedule.
 * @param random 0 ≤ n < 1; spreads the attempts by ±20 %, so that receivers coming back are not hit by all at once.
 */
export function nextDelayMs(
  attempts: number,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number | undefined {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  if (delay === undefined) return undefined;
  const jittered = delay * (1 - JITTER + 2 * JITTER * random());
  return Math.round(Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)));
}

/**
 * How long the session's later callbacks wait after a failed attempt: until the failed one's own first repeat, so that the order
 * survives a hiccup, but not for hours behind one that nobody takes. A receiver that names a time is given it, up to a minute.
 */
export function holdMs(delayMs: number, retryAfterMs: number | undefined): number {
  if (retryAfterMs === undefined) return Math.min(delayMs, USUAL_HOLD_MS);
  return Math.min(delayMs, Math.max(retryAfterMs, USUAL_HOLD_MS), MAX_HOLD_MS);
}

/** `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110 §10.2.3). Anything else is as if not said. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * SECOND_MS;
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
