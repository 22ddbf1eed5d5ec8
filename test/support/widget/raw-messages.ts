import { randomUUID } from 'node:crypto';
import { newId } from '../../../simulator/state/ids';
import { webhookDoor } from '../world/zendesk-api';
import type { WidgetPage } from './page';
import type { Scene } from './scene';

type Raw = Record<string, unknown>;

/** A message as Zendesk tells it of an agent, with whatever content. Its id sorts after those before it: two may share a millisecond. */
export function agentSays(content: Raw, more: Raw = {}): Raw {
  return {
    id: newId(),
    received: new Date().toISOString(),
    author: { type: 'business', subtypes: ['agent'], displayName: 'Sam Rivera' },
    content,
    source: { type: 'zd:agentWorkspace' },
    metadata: { '__zendesk_msg.agent.id': '361000000001' },
    ...more,
  };
}

/** Sends messages of agents into the conversation of this chat by the webhook, twenty in a POST. @throws when one is refused */
export async function tellAsZendesk(scene: Scene, chat: WidgetPage, messages: readonly Raw[]): Promise<void> {
  const { id } = await chat.session();
  const handoff = await scene.copilot.handoff(id);
  const metadata = { copilotId: scene.copilot.copilotId, sessionId: id, handoffId: handoff.id };
  const conversation = { id: handoff.conversationId, type: 'personal', metadata };
  const door = await webhookDoor(scene.world, scene.copilot.app);
  for (let at = 0; at < messages.length; at += 20) {
    const events = messages.slice(at, at + 20).map((message) => ({
      id: randomUUID(),
      createdAt: new Date().toISOString(),
      type: 'conversation:message',
      payload: { conversation, message },
    }));
    const status = await door.post(events);
    if (status !== 200) throw new Error(`the webhook answers ${status}`);
  }
}
