import type { Handoff } from '../../../contract/handoff';
import { call, type Answer } from './client';
import type { Scene, Tenant } from './scene';
import { envelope, hex } from './webhook-fixtures';

export interface OpenHandoff {
  handoff: Handoff;
  about: { conversationId: string; metadata: Record<string, string> };
}

let sessions = 0;

/** A handoff that has its conversation, as Zendesk's events tell of it. */
export async function openHandoff({ store, gateway }: Scene, tenant: Tenant): Promise<OpenHandoff> {
  const { record } = await store.handoffs.open({
    copilotId: tenant.copilotId,
    request: { sessionId: `w${(sessions += 1)}`, user: { name: 'Jane' } },
  });
  const { id: handoffId, copilotId, sessionId } = record.handoff;
  gateway.running.add(handoffId);
  const conversationId = hex();
  await store.handoffs.recordConversation(handoffId, conversationId);
  return {
    handoff: record.handoff,
    about: { conversationId, metadata: { copilotId, sessionId, handoffId } },
  };
}

/** Sends events as Zendesk would. */
export function deliver<T = Record<string, unknown>>(
  scene: Scene,
  tenant: Pick<Tenant, 'webhookKey' | 'webhookSecret'>,
  events: unknown[],
  appId?: string,
): Promise<Answer<T>> {
  return call<T>(scene.url, 'POST', `/webhooks/zendesk/${tenant.webhookKey}`, {
    body: envelope(events, appId),
    headers: { 'X-API-Key': tenant.webhookSecret },
  });
}
