import type { Logger } from '../../config/logger';
import type { OutboundPolicy } from '../../config/outbound';
import type { DueCallback, PendingCallbacks, Store } from '../../store/types';
import type { CallbackInput } from '../../workflows/messages';
import { CLAIM_MS } from '../renewing';
import { attemptCallback, type Verdict } from './attempt';
import { claimed } from './claim';
import { holdMs, nextDelayMs } from './schedule';

const BATCH_SIZE = 25;
/** With one attempt of 15 s on top, a batch ends well within the activity's 30 s. */
const BATCH_MS = 10_000;
/** Timers and clocks of different machines do not agree to the millisecond; without it the next one would overtake. */
const DUE_SLACK_MS = 1_000;
/** A row that is pending and past its time, and yet not handed out, must not make the sender spin. */
const NOTHING_DUE_MS = 5_000;

export interface SenderDeps {
  store: Pick<Store, 'callbacks'>;
  outbound: OutboundPolicy;
  logger: Logger;
  /** Epoch milliseconds. */
  clock?: () => number;
  random?: () => number;
}

export interface Batch {
  /** Until the next one of this session is due, 0 = now; null = none is pending. A span, because clocks differ. */
  nextDueInMs: number | null;
  /** Until then nothing may be sent, whatever else arrives; 0 = at once. Never longer than `nextDueInMs`. */
  holdMs: number;
  /** Taken by the receiver in this batch. */
  sent: number;
  /** Given up in this batch. */
  failed: number;
  /** Not taken in this batch, and to be repeated. */
  refused: number;
}

/**
 * Sends what is due of a session, oldest first, one at a time, until nothing is due, the batch is full, the receiver does not
 * take one, or somebody else is at it. Safe to run twice and by several at a time: the row's claim and status decide, and a
 * receiver knows a repeat by its `webhook-id`. Rejects only when the store is away; a receiver's failure is a result.
 */
export function createCallbackSender(deps: SenderDeps): (input: CallbackInput) => Promise<Batch> {
  const { store, outbound, logger, clock = Date.now, random = Math.random } = deps;
  const { callbacks } = store;

  /** Records what an attempt told. `rest`: what the session still has to send, unless somebody else has recorded one before. */
  async function settle(
    callback: DueCallback,
    verdict: Verdict,
  ): Promise<{ ended: 'sent' | 'failed' | 'refused'; holdMs: number; rest: PendingCallbacks | undefined }> {
    if (verdict.outcome !== 'retry') {
      const rest = await callbacks.recordAttempt(callback.id, verdict);
      return { ended: verdict.outcome === 'delivered' ? 'sent' : 'failed', holdMs: 0, rest };
    }
    const { error, retryAfterMs } = verdict;
    const delayMs = nextDelayMs(callback.attempts + 1, retryAfterMs, random);
    if (delayMs === undefined) {
      const rest = await callbacks.recordAttempt(callback.id, {
        outcome: 'failed',
        error: `given up: ${error}`,
      });
      return { ended: 'failed', holdMs: 0, rest };
    }
    const nextAttemptAt = new Date(clock() + delayMs);
    const hold = holdMs(delayMs, retryAfterMs);
    const blockForMs = hold - DUE_SLACK_MS;
    const retry = { outcome: 'retry' as const, error, nextAttemptAt, blockForMs };
    return { ended: 'refused', holdMs: hold, rest: await callbacks.recordAttempt(callback.id, retry) };
  }

  return async ({ copilotId, sessionId }) => {
    const begunMs = clock();
    const batch: Batch = { nextDueInMs: null, holdMs: 0, sent: 0, failed: 0, refused: 0 };
    for (let n = 1; ; n += 1) {
      const now = new Date(clock() + DUE_SLACK_MS);
      const callback = await callbacks.claimNext({ copilotId, sessionId, now, forMs: CLAIM_MS });
      let rest: PendingCallbacks | undefined;
      if (callback !== undefined) {
        const verdict = await claimed(callbacks, callback.id, logger, () =>
          attemptCallback(callback, outbound, new Date(clock())),
        );
        const settled = await settle(callback, verdict);
        batch[settled.ended] += 1;
        batch.holdMs = settled.holdMs;
        rest = settled.rest;
        if (verdict.outcome !== 'delivered')
          logger.warn(describe(callback, sessionId, verdict.error), 'callback not taken');
      }
      const { nextDueAt, blockedForMs } = rest ?? (await callbacks.pending(copilotId, sessionId));
      if (nextDueAt === null) return { ...batch, nextDueInMs: null, holdMs: 0 };
      const hold = Math.max(batch.holdMs, blockedForMs);
      const dueInMs = nextDueAt.getTime() - clock();
      const isFull = n >= BATCH_SIZE || clock() - begunMs >= BATCH_MS;
      if (callback !== undefined && hold === 0 && !isFull && dueInMs <= DUE_SLACK_MS) continue;
      const leastMs = callback === undefined && hold === 0 ? NOTHING_DUE_MS : hold;
      return { ...batch, holdMs: hold, nextDueInMs: Math.max(leastMs, dueInMs) };
    }
  };
}

function describe({ id, type, attempts }: DueCallback, sessionId: string, error: string) {
  return { callbackId: id, type, sessionId, attempt: attempts + 1, reason: error };
}
