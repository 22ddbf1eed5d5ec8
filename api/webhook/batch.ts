import type { IncomingEvent } from '../../zendesk/webhook';
import type { ApiDeps } from '../deps';
import { Unavailable } from '../http/errors';
import { faultOf } from '../http/fault';
import type { Sender } from './door';
import { takeEvent } from './event';
import type { Ignored } from './ignored';

/** Zendesk hangs up after 20 s; each event may cost some seconds while Temporal is away. */
const BUDGET_MS = 10_000;

/**
 * Makes every event of a batch durable, one after another: parallel signals arrive in any order (temporal.md §1.4).
 * One that fails does not stop the others (R6). Returns what failed: with anything in it, the batch must be sent again.
 */
export async function takeBatch(
  deps: ApiDeps,
  sender: Sender,
  events: readonly IncomingEvent[],
  onIgnored: (why: Ignored) => void,
): Promise<unknown[]> {
  const startedMs = performance.now();
  const failures: unknown[] = [];
  for (const event of events) {
    if (performance.now() - startedMs > BUDGET_MS) {
      failures.push(new Unavailable('server', new Error('the batch took too long')));
      break;
    }
    try {
      const ignored = await takeEvent(deps, sender, event);
      if (ignored !== undefined) onIgnored(ignored);
    } catch (error) {
      failures.push(error);
      deps.logger.error(
        { copilotId: sender.copilot.id, eventId: event.eventId, kind: event.kind, fault: faultOf(error) },
        'an event is not durable yet',
      );
    }
  }
  return failures;
}
