import { setTimeout as sleep } from 'node:timers/promises';
import { ZendeskError } from '../zendesk/errors';

/** An answer of Zendesk's that was lost: when we heard of it, by what was posted. A restarted worker knows of none. */
const lost = new Map<string, number>();
/** A stored message may not be listed at once: after a lost answer we look for this long before we send again. */
const SETTLE_MS = 8_000;
/** After a worker's death the request is long over: a second look is enough. */
const SECOND_LOOK_MS = 1_500;
const LOOK_EVERY_MS = 1_500;

/** When the answer to this was lost, if it was; in milliseconds since 1970. */
export function lostAtMs(key: string): number | undefined {
  return lost.get(key);
}

/** Makes a call that is not to be repeated blindly; whether its answer was lost is remembered under the key. */
export async function noteIfLost<T>(key: string, call: () => Promise<T>): Promise<T> {
  try {
    const answer = await call();
    lost.delete(key);
    return answer;
  } catch (thrown) {
    if (thrown instanceof ZendeskError && thrown.unknownOutcome) lost.set(key, Date.now());
    throw thrown;
  }
}

/** Looks in Zendesk until it is found, or would be if it were there. */
export async function lookFor<T>(key: string, find: () => Promise<T | undefined>): Promise<T | undefined> {
  const lostMs = lost.get(key);
  const untilMs = lostMs === undefined ? Date.now() + SECOND_LOOK_MS : lostMs + SETTLE_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined) {
      lost.delete(key);
      return found;
    }
    if (Date.now() >= untilMs) return undefined;
    await sleep(Math.min(LOOK_EVERY_MS, Math.max(100, untilMs - Date.now())));
  }
}
