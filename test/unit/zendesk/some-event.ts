import { readEnvelope, type IncomingEvent } from '../../../zendesk/webhook';

export const CONVERSATION = '69b43c86543fa6363b8fabe1';
export const AGENT_WORKSPACE = {
  id: 'aw1',
  name: 'zd-agentWorkspace',
  integrationId: 'i1',
  integrationType: 'zd:agentWorkspace',
};
export const SEAT = { id: 'seat1', name: 'handoff-1', integrationId: 'i2', integrationType: 'custom' };
export const metadata = { copilotId: 'cop_1', sessionId: 's1', handoffId: 'ho_1' };
export const conversation = (active?: object, more: object = {}) => ({
  id: CONVERSATION,
  type: 'personal',
  brandId: '55988942245529',
  metadata,
  ...(active === undefined ? {} : { activeSwitchboardIntegration: active }),
  ...more,
});
export const envelope = (...events: unknown[]) => ({
  app: { id: '5ebee0975ac5304b664a12fa' },
  webhook: { id: '5f4eaef81e3dcc117c7ba48a', version: 'v2' },
  events,
});
export const event = (type: string, payload: unknown, more: object = {}) => ({
  id: '5f74a0d52b5315fc007e798a',
  createdAt: '2020-09-30T15:14:29.834Z',
  type,
  payload,
  ...more,
});
export function read(raw: unknown): IncomingEvent {
  const [first] = readEnvelope(envelope(raw))?.events ?? [];
  if (first === undefined) throw new Error('no event');
  return first;
}
export const base = {
  eventId: '5f74a0d52b5315fc007e798a',
  createdAt: '2020-09-30T15:14:29.834Z',
  conversationId: CONVERSATION,
  conversationMetadata: metadata,
};
export const agentMessage = {
  id: '69b4c5f014137ce0cd455eec',
  received: '2026-11-23T08:00:00.000Z',
  author: {
    type: 'business',
    subtypes: ['agent'],
    displayName: 'Sam Agent',
    avatarUrl: 'https://x.test/sam.png',
  },
  content: { type: 'text', text: 'Hi, Sam here', htmlText: '<p>Hi, Sam here</p>' },
  source: { type: 'zd:agentWorkspace' },
  metadata: { '__zendesk_msg.agent.id': '361234567890' },
};
