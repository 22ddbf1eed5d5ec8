import type { Connection } from '@temporalio/client';
import { Unavailable } from '../http/errors';

/** Zendesk waits 20 s for an answer and a person far less: past this, "away" is the honest one (design §4.3). */
export const TEMPORAL_DEADLINE_MS = 2500;

/**
 * Calls Temporal and has an answer within `timeoutMs`. The client's own retry waits are cut by no deadline
 * (temporal.md §9: 3 s became 5.7 s), hence the race; the abort ends the call that is left behind.
 * @throws Unavailable when time is up; else whatever `work` throws.
 */
export async function within<T>(
  connection: Connection,
  work: () => Promise<T>,
  timeoutMs = TEMPORAL_DEADLINE_MS,
): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Unavailable('temporal', new Error(`Temporal gave no answer in ${timeoutMs} ms`)));
      abort.abort();
    }, timeoutMs);
  });
  const call = connection.withAbortSignal(abort.signal, async () =>
    connection.withDeadline(Date.now() + timeoutMs, work),
  );
  try {
    return await Promise.race([call, timeUp]);
  } finally {
    clearTimeout(timer);
    // After the race is lost nobody waits for the call any more; its rejection is the abort that was just asked for.
    call.catch(() => undefined);
  }
}
