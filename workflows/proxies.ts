import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';

/*
 * Heartbeats (sent by the worker's interceptor) tell the server within 2.5 s that a worker was killed in the middle of an
 * activity; without them the session would stall for the whole start-to-close time.
 */
const heartbeatTimeout = '2500ms';

/** Calls to Zendesk: Temporal retries for the first half minute, then the workflow waits by timer (design §5.5). */
export const zendesk = proxyActivities<Activities>({
  startToCloseTimeout: '25s',
  scheduleToCloseTimeout: '30s',
  heartbeatTimeout,
  // An end does not wait for who still waits for Zendesk.
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** The transcript may be hundreds of posts. */
export const longZendesk = proxyActivities<Activities>({
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '15m',
  heartbeatTimeout,
  // An end does not wait for who still waits for Zendesk.
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 4 },
});

/** Within the end, which never waits for Zendesk: one try. */
export const hurriedZendesk = proxyActivities<Activities>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '6s',
  retry: { maximumAttempts: 1 },
});

/** Writes to our own store: repeated until they are done. */
export const records = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  heartbeatTimeout,
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});
