import { assertNever } from '../../contract/exhaustive';
import {
  agentWorkspaceTookControl,
  controlFailed,
  conversationMoved,
  type ControlFailed,
  type ConversationMoved,
} from '../../workflows/messages';
import type { HandoffRecord } from '../../store/types';
import type { IncomingEvent, MergedEvent } from '../../zendesk/webhook';
import type { ApiDeps } from '../deps';
import { signalHandoff } from '../handoffs/run';
import type { Sender } from './door';
import { takeEnd } from './ended';
import type { Ignored } from './ignored';
import { takeMessage } from './message';
import { ownerOf } from './owner';
import { passOn } from './activity';

/**
 * Resolves when the event is durable, or is none of our business; then it says why. @throws when neither can be said.
 */
export async function takeEvent(
  deps: ApiDeps,
  sender: Sender,
  event: IncomingEvent,
): Promise<Ignored | undefined> {
  const copilotId = sender.copilot.id;
  switch (event.kind) {
    case 'unreadable':
      // Sending it again would not mend it. What it said is recovered by the pull, if it was a message.
      deps.logger.error(
        { copilotId, type: nameOf(event.type), problem: event.problem },
        'an event cannot be read',
      );
      return 'unreadable';
    case 'merged':
      await takeMerge(deps, copilotId, event);
      return undefined;
    case 'deliveryFailed':
      deps.logger.warn(
        { copilotId, eventId: event.eventId, code: event.error.code },
        'Zendesk could not deliver',
      );
      return undefined;
    case 'typing':
    case 'read':
      await passOn(deps, copilotId, event);
      return undefined;
    case 'ignored':
      return undefined;
    case 'message':
    case 'ended':
    case 'controlPassed':
    case 'controlFailed':
      break;
    default:
      assertNever(event);
  }
  const owner = await ownerOf(deps, copilotId, event);
  if (owner === undefined) return 'foreign';
  if (event.kind === 'message') await takeMessage(deps, owner, event);
  else if (owner.handoff.state === 'ended') return undefined;
  else if (event.kind === 'ended') await takeEnd(deps, sender.connection, owner, event);
  else {
    const [name, args] = controlSignal(event);
    await signalHandoff(deps, owner, name, args, event.eventId);
  }
  return undefined;
}

function controlSignal(
  event: Extract<IncomingEvent, { kind: 'controlPassed' | 'controlFailed' }>,
): [name: string, args: unknown[]] {
  if (event.kind === 'controlPassed') return [agentWorkspaceTookControl.name, []];
  const failure: ControlFailed = { code: event.error.code, detail: event.error.message };
  return [controlFailed.name, [failure]];
}

/** Our conversation may be the one that was given up (R27). */
async function takeMerge(deps: ApiDeps, copilotId: string, event: MergedEvent): Promise<void> {
  if (event.conversations === undefined) return;
  const { discarded, surviving } = event.conversations;
  const moved = await deps.store.handoffs.moveConversation(copilotId, discarded, surviving);
  // A repeat of a call whose signal failed finds nothing left to move: the one that is there needs the signal all the same.
  const there = await deps.store.handoffs.byConversation(copilotId, surviving);
  const touched = new Map<string, HandoffRecord>();
  for (const record of [...moved, ...(there === undefined ? [] : [there])]) {
    if (record.handoff.state !== 'ended') touched.set(record.handoff.id, record);
  }
  const move: ConversationMoved = { conversationId: surviving };
  for (const record of touched.values()) {
    await signalHandoff(deps, record, conversationMoved.name, [move], event.eventId);
  }
}

/** A type as Zendesk writes them; whatever else stands there is not for a log. */
function nameOf(type: string | undefined): string {
  return type !== undefined && /^[A-Za-z:]{1,64}$/.test(type) ? type : 'unknown';
}
