import { connectionRestored } from '../../workflows/messages';
import type { ZendeskConnection } from '../../store/types';
import type { ApiDeps } from '../deps';
import { signalHandoff } from '../handoffs/run';
import { faultOf } from '../http/fault';

/**
 * Tells every open handoff that there are working credentials, so that parked ones go on at once. Best effort: the
 * connection is saved already, and a parked handoff looks again by itself (design §5.5).
 */
export async function tellRestored(
  deps: ApiDeps,
  { copilotId, generation }: ZendeskConnection,
): Promise<void> {
  try {
    for (const record of await deps.store.handoffs.listOpen(copilotId)) {
      await signalHandoff(deps, record, connectionRestored.name, [], `restored:${generation}`);
    }
  } catch (error) {
    deps.logger.warn({ copilotId, fault: faultOf(error) }, 'handoffs notice the new credentials later');
  }
}
