import type { Logger } from '../../config/logger';
import type { CallbackInput } from '../../workflows/messages';
import type { Batch } from './send';

/** Of one copilot at a time in this process: one whose receiver hangs does not take the sockets of all. */
const MAX_SESSIONS = 50;
/** Of all copilots. */
const MAX_ALL = 500;
/**
 * Who records an attempt reads what is left by the same statement, and does not see what is committed just then; who committed
 * that finds the session still claimed, and need not wait for the claim to run out.
 */
const SECOND_LOOK_MS = 200;

export interface FirstAttempts {
  /** There are new callbacks of the session in the store. Returns at once. */
  tell(copilotId: string, sessionId: string): void;
  /** Lets the attempts under way end (15 s at most); what is left over is handed to the workflow. */
  stop(): Promise<void>;
}

interface Running {
  copilotId: string;
  /** It comes back to a session that somebody else was sending. */
  isSecondLook: boolean;
  /** Told again since the last look, which may not have seen what was written since. */
  again: boolean;
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
  const timers = new Set<NodeJS.Timeout>();
  let isStopping = false;

  async function run(input: CallbackInput, own: Running, isTooMuch: boolean): Promise<void> {
    const { copilotId, sessionId } = input;
    try {
      for (;;) {
        own.again = false;
        const batch = isTooMuch || isStopping ? undefined : await send(input);
        if (batch === undefined || batch.refused > 0) {
          await handOver(copilotId, sessionId);
          return;
        }
        // Somebody else is sending, or holds the session after a failure, and goes on; were he killed, nobody would.
        if (batch.holdMs > 0) lookAgain(input, batch, own.isSecondLook);
        // What is due later is in the hands of the workflow that had the failure.
        if (batch.nextDueInMs !== 0) return;
      }
    } catch (error) {
      logger.warn({ copilotId, sessionId, err: error }, 'callbacks are sent later');
    }
  }

  function lookAgain(
    { copilotId, sessionId }: CallbackInput,
    { holdMs, sent, failed }: Batch,
    isSecondLook: boolean,
  ): void {
    // A timer would outlive the stop; other workers' sweeps look, too.
    if (isStopping) return;
    const isSoon = sent + failed === 0 && !isSecondLook;
    const inMs = isSoon ? Math.min(SECOND_LOOK_MS, holdMs) : holdMs;
    const timer = setTimeout(() => {
      timers.delete(timer);
      begin(copilotId, sessionId, isSoon);
    }, inMs);
    timers.add(timer);
  }

  function begin(copilotId: string, sessionId: string, isSecondLook: boolean): void {
    const key = `${copilotId}/${sessionId}`;
    const there = running.get(key);
    if (there !== undefined) {
      there.again = true;
      return;
    }
    const ofCopilot = [...running.values()].filter((other) => other.copilotId === copilotId).length;
    const isTooMuch = ofCopilot >= MAX_SESSIONS || running.size >= MAX_ALL;
    const own: Running = { copilotId, isSecondLook, again: false, done: Promise.resolve() };
    running.set(key, own);
    own.done = run({ copilotId, sessionId }, own, isTooMuch).finally(() => {
      running.delete(key);
      if (own.again) begin(copilotId, sessionId, false);
    });
  }

  return {
    tell: (copilotId, sessionId) => begin(copilotId, sessionId, false),
    async stop() {
      isStopping = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
