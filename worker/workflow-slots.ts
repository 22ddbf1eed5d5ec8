import type { CustomSlotSupplier, WorkflowSlotInfo } from '@temporalio/worker';

/** How many workflow tasks may be under way at once. */
export interface SlotLimits {
  /** Of sessions that this worker has in memory: a task goes on where it was. */
  cached: number;
  /** Of sessions that it has not: their runs are replayed first. */
  replayed: number;
}

/**
 * Slots for workflow tasks, in two pools. After a restart every session that speaks is replayed, on the worker's few workflow
 * threads, and each task has 2 s. With one pool of forty, forty replays share a thread, none is in time, and all begin anew;
 * with one of four, the sessions in memory wait for each other, too, and those who wait for a second are replayed (ADR 0057).
 */
export function createWorkflowSlots(limits: SlotLimits): CustomSlotSupplier<WorkflowSlotInfo> {
  const cached = createPool(limits.cached);
  const replayed = createPool(limits.replayed);
  const poolOf = ({ isSticky }: { isSticky: boolean }) => (isSticky ? cached : replayed);
  return {
    type: 'custom',
    reserveSlot: (context, abortSignal) => poolOf(context).take(abortSignal),
    tryReserveSlot: (context) => poolOf(context).tryTake(),
    markSlotUsed: () => undefined,
    releaseSlot: ({ permit }) => (permit as Permit).pool.giveBack(),
  };
}

interface Permit {
  pool: Pool;
}

interface Pool {
  take(abortSignal: AbortSignal): Promise<Permit>;
  tryTake(): Permit | null;
  giveBack(): void;
}

function createPool(size: number): Pool {
  let free = size;
  const waiting: (() => void)[] = [];
  const pool: Pool = {
    async take(abortSignal) {
      abortSignal.throwIfAborted();
      const at = pool.tryTake();
      if (at !== null) return at;
      await new Promise<void>((resolve, reject) => {
        const turn = () => {
          abortSignal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(abortSignal.reason as Error);
        };
        waiting.push(turn);
        abortSignal.addEventListener('abort', leave, { once: true });
      });
      return { pool };
    },
    tryTake() {
      if (free === 0) return null;
      free -= 1;
      return { pool };
    },
    giveBack() {
      // From hand to hand: nobody who comes just now may overtake who waits.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
  return pool;
}
