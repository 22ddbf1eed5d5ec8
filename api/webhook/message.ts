import { agentMessage, type AgentMessage } from '../../workflows/messages';
import { adoptFiles } from '../../store/files/adopt';
import type { HandoffRecord } from '../../store/types';
import type { MessageEvent, NormalisedMessage } from '../../zendesk/webhook';
import type { ApiDeps } from '../deps';
import { kickCallbacks } from '../handoffs/kick-callbacks';
import { signalHandoff } from '../handoffs/run';
import { asSeen } from './as-seen';

/** A message out of a handoff's conversation, whoever wrote it. */
export async function takeMessage(deps: ApiDeps, owner: HandoffRecord, event: MessageEvent): Promise<void> {
  const { message } = event;
  if (message.ours !== undefined) {
    await recordEcho(deps, owner, message);
    return;
  }
  // What is said in the user's name, or posted by us without our ids, never comes back to the user (R13).
  if (message.class === 'user' || message.class === 'echo') return;
  if (message.hidden || message.deleted) return;

  const { copilotId, id: handoffId, sessionId, state } = owner.handoff;
  if (state !== 'ended') {
    const sent = await signalHandoff(
      deps,
      owner,
      agentMessage.name,
      [toAgentMessage(message)],
      event.eventId,
    );
    if (sent === 'signalled') return;
  }
  // After the end there is no run to tell, and the agent's words still have to reach the user (design §5.8).
  const preferences = await deps.store.connections.preferences(copilotId);
  const seen = asSeen(message, preferences);
  if (seen === undefined) return;
  const { files } = deps.store;
  const attachments = await adoptFiles(files, deps.files.links, { copilotId, sessionId, ...seen });
  const { stored } = await deps.store.handoffs.deliverToSession(handoffId, { ...seen, attachments });
  if (stored) await kickCallbacks(deps, copilotId, sessionId);
}

/** Our own message came back: the proof that it is in Zendesk, whatever became of the answer to the call that sent it. */
async function recordEcho(deps: ApiDeps, owner: HandoffRecord, message: NormalisedMessage): Promise<void> {
  const { ours } = message;
  if (ours === undefined) return;
  const [origin, ...rest] = ours.messageId.split(':');
  if (origin !== 'user') return;
  const isOwners = ours.handoffId === owner.handoff.id;
  const theirs = isOwners ? owner : await deps.store.handoffs.get(ours.handoffId);
  if (theirs?.handoff.copilotId !== owner.handoff.copilotId) return;
  await deps.store.handoffs.recordProof({
    handoffId: ours.handoffId,
    messageId: rest.join(':'),
    part: ours.part,
    zendeskMessageId: message.id,
  });
}

function toAgentMessage(message: NormalisedMessage): AgentMessage {
  return {
    id: message.id,
    received: message.received,
    agent: message.agent ?? null,
    text: message.text,
    attachments: message.attachments,
    actions: message.actions,
    ...(message.cards === undefined ? {} : { cards: message.cards }),
    automated: message.automated,
  };
}
