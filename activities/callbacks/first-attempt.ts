import type { Logger } from '../../config/logger';
import type { CallbackInput } from '../../workflows/messages';
import type { Batch } from './send';

/** Of one copilot at a time in this process: one whose receiver hangs does not take the sockets of all. */
const MAX_SESSIONS = 50;
/** Of all copilots. */
const MAX_ALL = 500;

export interface FirstAttempts {
  /** There are new callbacks of the session in the store. Returns at once. */
  tell(copilotId: string, sessionId: string): void;
  /** Lets the attempts under way end (15 s at most); what is left over is handed to the workflow. */
  stop(): Promise<void>;
}

interface Running {
  /** How many times told: what was written since a look may not have been seen by it. */
  told: number;
  /** How many of these before the last look. */
  seen: number;
  done: Promise<void>;
}

/**
 * Sends callbacks as soon as they are committed, without a workflow: while the receiver is healthy that is all there is to do,
 * and a workflow of its own would be more than half of what a message costs (ADR 0053). What the receiver does not take, and
 * what is too much, goes to `CallbackWorkflow`; what a killed process leaves is found by the sweep.
 */
export function createFirstAttempts(deps: {
  send: (input: CallbackInput) => Promise<Batch>;
  /** Starts or wakes the session's `CallbackWorkflow`. */
  handOver: (copilotId: string, sessionId: string) => Promise<void>;
  logger: Logger;
}): FirstAttempts {
  const { send, handOver, logger } = deps;
  const running = new Map<string, Running>();
  const sessionsOf = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let isStopping = false;

  async function run(input: CallbackInput, own: Running): Promise<void> {
    const { copilotId, sessionId } = input;
    try {
      for (;;) {
        own.seen = own.told;
        const batch = isStopping ? undefined : await send(input);
        const { nextDueInMs } = batch ?? { nextDueInMs: 0 };
        if (nextDueInMs === null && own.told === own.seen) return;
        if (batch === undefined || batch.refused > 0) {
          await handOver(copilotId, sessionId);
          return;
        }
        if (batch.holdMs > 0) {
          // Somebody else is sending, or holds the session after a failure, and goes on; were he killed, nobody would.
          lookAgain(input, batch.holdMs);
          return;
        }
        // What is due later is in the hands of the workflow that had the failure.
        if (nextDueInMs !== null && nextDueInMs > 0 && own.told === own.seen) return;
      }
    } catch (error) {
      logger.warn({ copilotId, sessionId, err: error }, 'callbacks are sent later');
    }
  }

  function lookAgain({ copilotId, sessionId }: CallbackInput, inMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      tell(copilotId, sessionId);
    }, inMs);
    timers.add(timer);
  }

  function tell(copilotId: string, sessionId: string): void {
    const key = `${copilotId}/${sessionId}`;
    const there = running.get(key);
    if (there !== undefined) {
      there.told += 1;
      return;
    }
    const count = sessionsOf.get(copilotId) ?? 0;
    const own: Running = { told: 0, seen: 0, done: Promise.resolve() };
    running.set(key, own);
    sessionsOf.set(copilotId, count + 1);
    const work =
      count < MAX_SESSIONS && running.size <= MAX_ALL
        ? run({ copilotId, sessionId }, own)
        : handOver(copilotId, sessionId).catch((error: unknown) =>
            logger.warn({ copilotId, sessionId, err: error }, 'callbacks are sent later'),
          );
    own.done = work.finally(() => {
      running.delete(key);
      const left = (sessionsOf.get(copilotId) ?? 1) - 1;
      if (left === 0) sessionsOf.delete(copilotId);
      else sessionsOf.set(copilotId, left);
      // Told between the last look and now.
      if (own.told > own.seen) tell(copilotId, sessionId);
    });
  }

  return {
    tell,
    async stop() {
      isStopping = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
