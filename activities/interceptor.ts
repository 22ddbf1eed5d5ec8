import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { Logger } from '../config/logger';
import { HANDOFF_ID_PATTERN } from '../contract/ids';
import type { ConnectionLogStore } from '../store/types';
import { ZendeskError } from '../zendesk/errors';
import { toFailure } from './failures';

/** Well under the heartbeat time-out of workflows/proxies.ts. */
const HEARTBEAT_EVERY_MS = 800;

interface EdgeDeps {
  log: Pick<ConnectionLogStore, 'add'>;
  logger: Logger;
}

/**
 * Around every activity: heartbeats, so that the server learns within seconds that this process was killed; the one place
 * where our errors become Temporal's; and the line in the connection's log by which an admin sees each call that failed (R55).
 */
export function createActivityEdge(deps: EdgeDeps): ActivityInboundCallsInterceptor {
  return {
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
        if (thrown instanceof ZendeskError) await noteFault(deps, thrown, input.args[0]);
        throw toFailure(thrown);
      } finally {
        clearInterval(beat);
      }
    },
  };
}

/** Best effort: the fault itself is handled whether or not an admin can read of it. */
async function noteFault({ log, logger }: EdgeDeps, error: ZendeskError, about: unknown): Promise<void> {
  const { copilotId, handoffId } = (about ?? {}) as { copilotId?: unknown; handoffId?: unknown };
  if (typeof copilotId !== 'string') return;
  const passes = error.kind === 'unavailable' || error.kind === 'rate_limited';
  try {
    await log.add({
      copilotId,
      kind: 'call_failed',
      level: passes ? 'warning' : 'error',
      message: error.message,
      ...(typeof handoffId === 'string' && HANDOFF_ID_PATTERN.test(handoffId) ? { handoffId } : {}),
    });
  } catch (thrown) {
    logger.warn({ copilotId, err: thrown }, 'a fault was not noted in the log of the connection');
  }
}
