import { randomBytes } from 'node:crypto';
import { APP_ID, SEAT_ID } from './scene';

type Raw = Record<string, unknown>;

export const hex = (): string => randomBytes(12).toString('hex');

export function envelope(events: unknown[], appId = APP_ID): Raw {
  return { app: { id: appId }, webhook: { id: hex(), version: 'v2' }, events };
}

export interface About {
  conversationId: string;
  metadata?: Raw;
}

export function event(
  type: string,
  about: About,
  rest: Raw = {},
  conversation: Raw = {},
): Raw & { id: string } {
  const { conversationId, metadata } = about;
  return {
    id: hex(),
    createdAt: new Date().toISOString(),
    type,
    payload: {
      conversation: {
        id: conversationId,
        type: 'personal',
        ...(metadata === undefined ? {} : { metadata }),
        ...conversation,
      },
      ...rest,
    },
  };
}

export function agentText(about: About, text: string, message: Raw = {}): Raw & { id: string } {
  return event('conversation:message', about, {
    message: {
      id: hex(),
      received: new Date().toISOString(),
      author: { type: 'business', subtypes: ['agent'], displayName: 'Sam Agent' },
      content: { type: 'text', text },
      source: { type: 'zd:agentWorkspace' },
      metadata: { '__zendesk_msg.agent.id': '361234567890' },
      ...message,
    },
  });
}

export function echo(about: About, handoffId: string, messageId: string, part = 0): Raw & { id: string } {
  return agentText(about, 'said by us', {
    author: { type: 'user', userId: hex(), displayName: 'Jane' },
    source: { type: 'api:conversations' },
    metadata: { handoffId, messageId, part },
  });
}

export function passControl(
  about: About,
  to: 'own' | 'agents' | 'other',
  createdAt?: Date,
): Raw & { id: string } {
  const active = {
    own: { id: SEAT_ID, name: 'handoff-1', integrationType: 'custom' },
    agents: { id: 'seat-aw', name: 'zd-agentWorkspace', integrationType: 'zd:agentWorkspace' },
    other: { id: 'seat-bot', name: 'bot', integrationType: 'custom' },
  }[to];
  const raw = event('switchboard:passControl', about, {}, { activeSwitchboardIntegration: active });
  return createdAt === undefined ? raw : { ...raw, createdAt: createdAt.toISOString() };
}
