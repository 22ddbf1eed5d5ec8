import { setTimeout as sleep } from 'node:timers/promises';

/** As long as a claim is renewed, nobody takes up what it stands for; a killed process's is over after this time. */
export const CLAIM_MS = 3_000;
export const RENEW_EVERY_MS = 1_000;

/**
 * Does something, and renews its claim every second while it takes. Settles when no renewal is under way any more: a late one
 * would come after whatever is written next.
 * @param renew never rejects: a claim that cannot be kept is no failure of the work
 */
export async function whileRenewing<T>(renew: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const kept = keep(renew, done.signal);
  try {
    return await work();
  } finally {
    done.abort();
    await kept;
  }
}

async function keep(renew: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    const isDone = await sleep(RENEW_EVERY_MS, false, { signal }).catch(() => true);
    if (isDone) return;
    await renew();
  }
}
