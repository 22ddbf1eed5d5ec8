import { setTimeout as sleep } from 'node:timers/promises';
import type { HandoffStore, UnderWaySubject } from '../store/types';
import { ZendeskError } from '../zendesk/errors';
import { CLAIM_MS, RENEW_EVERY_MS, whileRenewing } from './renewing';

/** A stored message may not be listed at once: after a lost answer it is looked for so long before it is sent again. */
const SETTLE_MS = 8_000;
/** After a worker's death the request is long over: a second look is enough. */
const SECOND_LOOK_MS = 1_500;
const LOOK_EVERY_MS = 1_500;

/** A call that must not be made twice: whether one may still take effect is known to all workers, by the store. */
export interface UnderWay {
  /** Makes the call. While it takes, and for a while after its answer was lost, others know of it. */
  during<T>(call: () => Promise<T>): Promise<T>;
  /** Looks for what an earlier call did until it is found, or would be if it had been done. */
  lookFor<T>(find: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** @param isNoted the store has noted with the beginning of this attempt that a call may follow at once */
export function createUnderWay(
  handoffs: Pick<HandoffStore, 'noteUnderWay' | 'underWayForMs'>,
  subject: UnderWaySubject,
  isNoted: boolean,
): UnderWay {
  let notedMs = isNoted ? performance.now() : -Infinity;

  /** Best effort: the store may be away, and the call goes on. At worst another attempt looks for less long. */
  async function note(forMs: number): Promise<void> {
    notedMs = performance.now();
    await handoffs.noteUnderWay(subject, forMs).catch(() => undefined);
  }

  return {
    async during(call) {
      if (performance.now() - notedMs >= RENEW_EVERY_MS) await note(CLAIM_MS);
      try {
        return await whileRenewing(() => note(CLAIM_MS), call);
      } catch (thrown) {
        if (thrown instanceof ZendeskError && thrown.unknownOutcome) await note(SETTLE_MS);
        throw thrown;
      }
    },

    async lookFor(find) {
      const atLeastUntilMs = performance.now() + SECOND_LOOK_MS;
      for (;;) {
        // Asked before the look, which then sees the effect of what is over by now.
        const underWayMs = await handoffs.underWayForMs(subject);
        const leftMs = Math.max(underWayMs, atLeastUntilMs - performance.now());
        const found = await find();
        if (found !== undefined || leftMs <= 0) return found;
        await sleep(Math.min(LOOK_EVERY_MS, Math.max(100, leftMs)));
      }
    },
  };
}
