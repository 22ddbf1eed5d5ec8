import { isGrpcServiceError } from '@temporalio/client';

const NOT_FOUND = 5;

/**
 * Whether Temporal says that there is no open run of this workflow: it never was, or it has completed.
 * NOT_FOUND alone is not that: a locked database makes the server answer it for the *namespace* (design §4.3), and taking
 * that for an ended handoff would lose a message. So the words must be about a workflow.
 */
export function isRunMissing(thrown: unknown): boolean {
  return (
    isGrpcServiceError(thrown) &&
    (thrown.code as number) === NOT_FOUND &&
    /workflow (execution(sRow)? )?(not found|already completed)/i.test(thrown.details)
  );
}
