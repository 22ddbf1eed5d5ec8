import type { DueCallback, Store } from '../../../store/types';

type Outcome = Parameters<Store['callbacks']['recordAttempt']>[1];

export interface Row extends DueCallback {
  status: 'pending' | 'delivered' | 'failed';
  nextAttemptAt: Date;
  outcomes: Outcome[];
}

/** The callbacks of one session in memory, with the promises of `CallbackStore` that the sender leans on. */
export function memoryCallbacks(rows: Row[]): Pick<Store, 'callbacks'> {
  const pending = () => rows.filter((row) => row.status === 'pending');
  const rest = () => {
    const times = pending().map((row) => row.nextAttemptAt.getTime());
    const nextDueAt = times.length === 0 ? null : new Date(Math.min(...times));
    return Promise.resolve({ nextDueAt, blockedForMs: 0 });
  };
  const unused = () => Promise.reject(new Error('not part of sending'));
  return {
    callbacks: {
      claimNext: ({ now }) =>
        Promise.resolve(pending().find((row) => row.nextAttemptAt.getTime() <= now.getTime())),
      keepClaim: () => Promise.resolve(),
      pending: rest,
      recordAttempt: (id, outcome) => {
        const row = rows.find((one) => one.id === id);
        if (row === undefined) return Promise.reject(new Error(`no callback ${id}`));
        row.attempts += 1;
        row.outcomes.push(outcome);
        if (outcome.outcome === 'retry') row.nextAttemptAt = outcome.nextAttemptAt;
        else row.status = outcome.outcome;
        return rest();
      },
      list: unused,
      counts: unused,
      ofHandoff: unused,
      redeliver: unused,
      sessionsOverdue: unused,
    },
  };
}
