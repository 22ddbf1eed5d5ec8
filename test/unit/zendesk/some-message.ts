import { readMessage, type NormalisedMessage } from '../../../zendesk/webhook';

export const base = {
  id: '69b4c5f014137ce0cd455eec',
  received: '2026-11-23T08:00:00.000Z',
  author: { type: 'business', displayName: 'Sam Rivera', avatarUrl: 'https://x.test/sam.png' },
  content: { type: 'text', text: 'Hello' } as object,
  source: { type: 'zd:agentWorkspace' },
  metadata: { '__zendesk_msg.agent.id': '361234567890' } as object,
};
export function read(changes: object = {}): NormalisedMessage {
  const message = readMessage({ ...base, ...changes });
  if (message === undefined) throw new Error('unreadable');
  return message;
}
export const content = (raw: object) => read({ content: raw });
