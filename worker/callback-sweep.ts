import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../config/logger';
import type { Store } from '../store/types';
import type { Starter } from './starter';

const EVERY_MS = 2_000;
/** Younger ones are still in the hands of the process that wrote them; one that is killed lets go as soon (CLAIM_MS). */
const GRACE_MS = 3_000;
/** A workflow that was woken may be waiting for a worker: each further signal would only add to what it waits behind. */
const KICK_AGAIN_MS = 20_000;

/**
 * Finds callbacks that a killed process left unsent, and starts their `CallbackWorkflow`. One worker at a time; often, since
 * a copilot's backend may be told of an agent's words by nothing else.
 */
export function startCallbackSweep(
  deps: {
    store: Pick<Store, 'callbacks' | 'withLock'>;
    starter: Pick<Starter, 'kickCallbacks'>;
    logger: Logger;
  },
  everyMs = EVERY_MS,
): { stop(): Promise<void> } {
  const { store, starter, logger } = deps;
  const life = new AbortController();
  const kickedAtMs = new Map<string, number>();

  async function sweep(): Promise<void> {
    const nowMs = performance.now();
    for (const [key, atMs] of kickedAtMs) if (nowMs - atMs > KICK_AGAIN_MS) kickedAtMs.delete(key);
    const overdue = await store.callbacks.sessionsOverdue(GRACE_MS);
    for (const { copilotId, sessionId } of overdue) {
      const key = `${copilotId}/${sessionId}`;
      if (life.signal.aborted || kickedAtMs.has(key)) continue;
      await starter.kickCallbacks(copilotId, sessionId);
      kickedAtMs.set(key, nowMs);
      logger.info({ copilotId, sessionId }, 'callbacks were left unsent and are taken up');
    }
  }

  const done = (async () => {
    while (!life.signal.aborted) {
      await store.withLock('callback-sweep', sweep).catch((error: unknown) => {
        logger.warn({ err: error }, 'callbacks left unsent are looked for later');
      });
      await sleep(everyMs, undefined, { signal: life.signal }).catch(() => undefined);
    }
  })();

  return {
    async stop() {
      life.abort();
      await done;
    },
  };
}
