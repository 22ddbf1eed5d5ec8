import { isCancellation, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';

/**
 * A first try within the workflow task (ADR 0050): half the events and half the hops of an activity. Shorter than the 1.6 s
 * after which a task of 2 s would have to be prolonged; one try, since a local repeat is seen by nobody and holds the task.
 */
export const recordsAtOnce = proxyLocalActivities<Activities>({
  startToCloseTimeout: '1500ms',
  retry: { maximumAttempts: 1 },
});

/**
 * What fails at once is done by an activity, with its retries and its row in the Temporal UI. Only for what may be run twice:
 * the try that timed out may have had its effect, or still have it.
 */
export async function atOnceOr<T>(atOnce: () => Promise<T>, inTime: () => Promise<T>): Promise<T> {
  try {
    return await atOnce();
  } catch (thrown) {
    // Not asked for an ActivityFailure: a local try may fail with its bare cause.
    if (isCancellation(thrown)) throw thrown;
    return inTime();
  }
}
