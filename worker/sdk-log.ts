import type { LogEntry } from '@temporalio/worker';

const MAX_REASON_LENGTH = 300;

/**
 * What of a line of the SDK is written to our log: ids, and why a workflow task failed ("[TMPRL1100] Nondeterminism error: …"),
 * without which an operator could do nothing about it. What else the SDK adds may hold arguments.
 */
export function sdkFields(meta: LogEntry['meta']): Record<string, unknown> {
  const { workflowId, activityType, attempt, taskQueue, error, failure, ...more } = (meta ?? {}) as Record<
    string,
    unknown
  >;
  const reason = reasonOf(failure);
  return {
    ...{ workflowId, activityType, attempt, taskQueue, runId: more['run_id'] },
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { err: error }),
  };
}

/** Rust's way of printing a failure, of which the message comes first. */
function reasonOf(failure: unknown): string | undefined {
  if (typeof failure !== 'string') return undefined;
  const [, message] = /message: "((?:[^"\\]|\\.)*)"/.exec(failure) ?? [];
  return message?.slice(0, MAX_REASON_LENGTH);
}
