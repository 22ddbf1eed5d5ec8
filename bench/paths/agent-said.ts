import { randomBytes } from 'node:crypto';

export const hex = () => randomBytes(12).toString('hex');

/** The event of a webhook in which an agent says something. */
export function agentSaid(conversationId: string, metadata: Record<string, string>) {
  const at = new Date().toISOString();
  return {
    id: hex(),
    createdAt: at,
    type: 'conversation:message',
    payload: {
      conversation: { id: conversationId, type: 'personal', metadata },
      message: {
        id: hex(),
        received: at,
        author: { type: 'business', subtypes: ['agent'], displayName: 'Sam' },
        content: { type: 'text', text: 'Let me look into that for you.' },
        source: { type: 'zd:agentWorkspace' },
        metadata: { '__zendesk_msg.agent.id': '361234567890' },
      },
    },
  };
}
