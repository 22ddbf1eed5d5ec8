import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { toFailure } from './failures';

/** Well under the heartbeat time-out of workflows/proxies.ts. */
const HEARTBEAT_EVERY_MS = 800;

/**
 * Around every activity: heartbeats, so that the server learns within seconds that this process was killed; and the one place
 * where our errors become Temporal's.
 */
export const activityEdge: ActivityInboundCallsInterceptor = {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const context = Context.current();
    const beat = setInterval(() => {
      context.heartbeat();
    }, HEARTBEAT_EVERY_MS);
    try {
      return await next(input);
    } catch (thrown) {
      throw toFailure(thrown);
    } finally {
      clearInterval(beat);
    }
  },
};
