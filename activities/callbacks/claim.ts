import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../config/logger';
import type { CallbackStore } from '../../store/types';

/** So soon others may take up what a killed sender was at. */
export const CLAIM_MS = 3_000;
const RENEW_EVERY_MS = 1_000;

/** Runs an attempt, and keeps its claim while it takes. One that cannot be kept is no failure: at worst it is sent twice. */
export async function claimed<T>(
  callbacks: Pick<CallbackStore, 'keepClaim'>,
  id: string,
  logger: Logger,
  attempt: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const kept = keep(callbacks, id, logger, done.signal);
  try {
    return await attempt();
  } finally {
    done.abort();
    // One under way would otherwise come after the record of the attempt, and block the session once more.
    await kept;
  }
}

async function keep(
  callbacks: Pick<CallbackStore, 'keepClaim'>,
  id: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const isDone = await sleep(RENEW_EVERY_MS, false, { signal }).catch(() => true);
    if (isDone) return;
    try {
      await callbacks.keepClaim(id, CLAIM_MS);
    } catch (error) {
      logger.info({ callbackId: id, err: error }, 'the claim of a callback was not kept');
    }
  }
}
