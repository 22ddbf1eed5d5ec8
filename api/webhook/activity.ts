import type { LiveRead, LiveTyping } from '../../contract/widget-live';
import type { IncomingEvent } from '../../zendesk/webhook';
import type { ApiDeps } from '../deps';
import { faultOf } from '../http/fault';
import { ownerOf } from './owner';

/**
 * An agent types, or has read: worth something only at the moment, so it goes straight to whoever looks at the session, and
 * nowhere else (R41). It never fails an event and never holds up a message: what gets lost is not missed.
 */
export async function passOn(
  deps: ApiDeps,
  copilotId: string,
  event: Extract<IncomingEvent, { kind: 'typing' | 'read' }>,
): Promise<void> {
  if (event.by !== 'agent') return;
  try {
    const owner = await ownerOf(deps, copilotId, event);
    if (owner === undefined || owner.handoff.state === 'ended') return;
    const { sessionId, agent } = owner.handoff;
    const { name = null, avatarUrl = null } = agent ?? {};
    const typing: LiveTyping = { author: { type: 'agent', name, avatarUrl }, on: event.on };
    const read: LiveRead = { by: 'agent', at: event.createdAt ?? new Date().toISOString() };
    const data = event.kind === 'typing' ? typing : read;
    await deps.store.sessions.tellNow(copilotId, sessionId, { kind: event.kind, data });
  } catch (error) {
    deps.logger.info({ copilotId, fault: faultOf(error) }, 'an agent’s typing or reading was not passed on');
  }
}
