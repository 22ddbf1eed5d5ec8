import type { Logger } from '../config/logger';
import type { OutboundPolicy } from '../config/outbound';
import type { DueCallback, Store } from '../store/types';
import type { CallbackInput } from '../workflows/messages';
import { attemptCallback, type Verdict } from './callbacks/attempt';
import { holdMs, nextDelayMs } from './callbacks/schedule';

const BATCH_SIZE = 25;
/** With one attempt of 15 s on top, a batch ends well within the activity's 30 s. */
const BATCH_MS = 10_000;
/** Timers and clocks of different machines do not agree to the millisecond; without it the next one would overtake. */
const DUE_SLACK_MS = 1_000;

/** A row that is pending and past its time, and yet not handed out, must not make the sender spin. */
const NOTHING_DUE_MS = 5_000;

export interface CallbackResult {
  /** Until the next one of this session is due, 0 = now; null = none is pending. A span, because clocks differ. */
  nextDueInMs: number | null;
  /** Until then nothing may be sent, whatever else arrives; 0 = at once. Never longer than `nextDueInMs`. */
  holdMs: number;
  /** Taken by the receiver in this batch. */
  sent: number;
  /** Given up in this batch. */
  failed: number;
}

export interface CallbackActivityDeps {
  store: Pick<Store, 'callbacks'>;
  outbound: OutboundPolicy;
  logger: Logger;
  /** Epoch milliseconds. */
  clock?: () => number;
  random?: () => number;
}

/** The side effects of `CallbackWorkflow`. */
export function createCallbackActivities(deps: CallbackActivityDeps) {
  const { store, outbound, logger, clock = Date.now, random = Math.random } = deps;

  /** Records what an attempt told. Returns how long the later ones are held, 0 = not at all. */
  async function settle(
    callback: DueCallback,
    verdict: Verdict,
  ): Promise<{ given: boolean; holdMs: number }> {
    if (verdict.outcome !== 'retry') {
      await store.callbacks.recordAttempt(callback.id, verdict);
      return { given: verdict.outcome === 'failed', holdMs: 0 };
    }
    const { error, retryAfterMs } = verdict;
    const delayMs = nextDelayMs(callback.attempts + 1, retryAfterMs, random);
    if (delayMs === undefined) {
      await store.callbacks.recordAttempt(callback.id, { outcome: 'failed', error: `given up: ${error}` });
      return { given: true, holdMs: 0 };
    }
    const nextAttemptAt = new Date(clock() + delayMs);
    await store.callbacks.recordAttempt(callback.id, { outcome: 'retry', error, nextAttemptAt });
    return { given: false, holdMs: holdMs(delayMs, retryAfterMs) };
  }

  return {
    /**
     * Sends what is due of a session, oldest first, one at a time, until nothing is due, the batch is full, or the receiver
     * does not take one. Safe to run twice: the row's status decides, and a receiver knows a repeat by its `webhook-id`.
     * Rejects only when the store is away; a receiver's failure is a result.
     */
    async sendDueCallbacks({ copilotId, sessionId }: CallbackInput): Promise<CallbackResult> {
      const begunMs = clock();
      const result: CallbackResult = { nextDueInMs: null, holdMs: 0, sent: 0, failed: 0 };
      let leastMs = 0;
      for (let n = 0; n < BATCH_SIZE && clock() - begunMs < BATCH_MS && result.holdMs === 0; n += 1) {
        const due = new Date(clock() + DUE_SLACK_MS);
        const callback = await store.callbacks.nextDue(copilotId, sessionId, due);
        if (callback === undefined) {
          leastMs = NOTHING_DUE_MS;
          break;
        }
        const verdict = await attemptCallback(callback, outbound, new Date(clock()));
        const settled = await settle(callback, verdict);
        if (verdict.outcome === 'delivered') result.sent += 1;
        else logger.warn(describe(callback, sessionId, verdict.error), 'callback not taken');
        if (settled.given) result.failed += 1;
        result.holdMs = settled.holdMs;
      }
      const nextDueAt = await store.callbacks.nextDueAt(copilotId, sessionId);
      if (nextDueAt === null) return { ...result, holdMs: 0 };
      return { ...result, nextDueInMs: Math.max(leastMs, result.holdMs, nextDueAt.getTime() - clock()) };
    },
  };
}

function describe({ id, type, attempts }: DueCallback, sessionId: string, error: string) {
  return { callbackId: id, type, sessionId, attempt: attempts + 1, reason: error };
}
