import type { ApiDeps } from '../deps';
import { faultOf } from '../http/fault';

/**
 * Wakes the sender of callbacks after a commit of ours that wrote some. Best effort: the rows are there, and the sweep
 * finds a sender that was never started.
 */
export async function kickCallbacks(
  deps: Pick<ApiDeps, 'handoffs' | 'logger'>,
  copilotId: string,
  sessionId: string,
): Promise<void> {
  try {
    await deps.handoffs.kickCallbacks(copilotId, sessionId);
  } catch (error) {
    deps.logger.warn({ copilotId, fault: faultOf(error) }, 'callbacks are sent later');
  }
}
