import fc from 'fast-check';
import { readEnvelope, type IncomingEvent } from '../../../zendesk/webhook';

const CONVERSATION = '69b43c86543fa6363b8fabe1';
const AGENT_WORKSPACE = {
  id: 'aw1',
  name: 'zd-agentWorkspace',
  integrationId: 'i1',
  integrationType: 'zd:agentWorkspace',
};
const SEAT = { id: 'seat1', name: 'handoff-1', integrationId: 'i2', integrationType: 'custom' };
const metadata = { copilotId: 'cop_1', sessionId: 's1', handoffId: 'ho_1' };
const conversation = (active?: object, more: object = {}) => ({
  id: CONVERSATION,
  type: 'personal',
  brandId: '55988942245529',
  metadata,
  ...(active === undefined ? {} : { activeSwitchboardIntegration: active }),
  ...more,
});
const envelope = (...events: unknown[]) => ({
  app: { id: '5ebee0975ac5304b664a12fa' },
  webhook: { id: '5f4eaef81e3dcc117c7ba48a', version: 'v2' },
  events,
});
const event = (type: string, payload: unknown, more: object = {}) => ({
  id: '5f74a0d52b5315fc007e798a',
  createdAt: '2020-09-30T15:14:29.834Z',
  type,
  payload,
  ...more,
});
function read(raw: unknown): IncomingEvent {
  const [first] = readEnvelope(envelope(raw))?.events ?? [];
  if (first === undefined) throw new Error('no event');
  return first;
}
const base = {
  eventId: '5f74a0d52b5315fc007e798a',
  createdAt: '2020-09-30T15:14:29.834Z',
  conversationId: CONVERSATION,
  conversationMetadata: metadata,
};
const agentMessage = {
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

describe('envelope', () => {
  it('gives app, webhook and events', () => {
    expect(readEnvelope(envelope())).toEqual({
      appId: '5ebee0975ac5304b664a12fa',
      webhookId: '5f4eaef81e3dcc117c7ba48a',
      events: [],
    });
  });
  it('allows keys that we do not know', () => {
    expect(readEnvelope({ ...envelope(), later: 1 })).toBeDefined();
  });
  it.each([
    undefined,
    null,
    'x',
    [],
    {},
    { ...envelope(), app: undefined },
    { ...envelope(), app: { id: 7 } },
    { ...envelope(), webhook: { id: '' } },
    { ...envelope(), webhook: { id: 'x', version: 'v1' } },
    { ...envelope(), events: {} },
  ])('refuses %#', (body) => {
    expect(readEnvelope(body)).toBeUndefined();
  });
});

describe('events', () => {
  it('an agent’s message, with its conversation', () => {
    expect(
      read(
        event('conversation:message', { conversation: conversation(AGENT_WORKSPACE), message: agentMessage }),
      ),
    ).toMatchObject({
      ...base,
      kind: 'message',
      message: {
        id: agentMessage.id,
        class: 'agent',
        text: 'Hi, Sam here',
        agent: { id: '361234567890', name: 'Sam Agent' },
      },
    });
  });

  it.each([
    ['ticket:closed', 'ticket_closed'],
    ['ticket:transfer:email', 'transferred_to_email'],
    ['conversation:endedByUser', 'user_ended'],
  ])('R15: the activity %s ends it: %s', (activity, reason) => {
    const message = {
      ...agentMessage,
      author: { type: 'business', subtypes: ['activity'] },
      activity: { type: activity },
    };
    expect(read(event('conversation:message', { conversation: conversation(), message }))).toEqual({
      ...base,
      kind: 'ended',
      reason,
      detail: `activity ${activity}`,
      message: { id: agentMessage.id, received: agentMessage.received },
    });
  });

  it('an activity that we do not know ends nothing and is not speech', () => {
    const message = { ...agentMessage, activity: { type: 'ticket:assigned' } };
    expect(read(event('conversation:message', { conversation: conversation(), message }))).toMatchObject({
      kind: 'message',
      message: { hidden: true, class: 'automated', activity: 'ticket:assigned' },
    });
  });

  it.each([
    [undefined, 'agent_ended'],
    ['ticketClosed', 'ticket_closed'],
    ['transferToEmail', 'transferred_to_email'],
    ['somethingNew', 'agent_ended'],
  ])('R15: releaseControl with the reason %s: %s', (reason, expected) => {
    expect(read(event('switchboard:releaseControl', { conversation: conversation(), reason }))).toEqual({
      ...base,
      kind: 'ended',
      reason: expected,
      detail: `switchboard:releaseControl${reason === undefined ? '' : ` ${reason}`}`,
    });
  });

  it('R15: control passed away from Agent Workspace, with its new holder, so that our own doing can be told', () => {
    expect(
      read(event('switchboard:passControl', { conversation: conversation(SEAT), reason: 'ticketClosed' })),
    ).toEqual({
      ...base,
      kind: 'ended',
      reason: 'ticket_closed',
      detail: 'switchboard:passControl ticketClosed to handoff-1',
      activeSwitchboardIntegration: SEAT,
    });
  });

  it('control passed to Agent Workspace is no end, whatever its name', () => {
    const renamed = { ...AGENT_WORKSPACE, name: 'support-desk' };
    for (const active of [AGENT_WORKSPACE, renamed]) {
      expect(read(event('switchboard:passControl', { conversation: conversation(active) }))).toEqual({
        ...base,
        kind: 'controlPassed',
        to: active,
      });
    }
  });

  it('a bot that calls itself zd-agentWorkspace is not Agent Workspace', () => {
    const imposter = { ...SEAT, name: 'zd-agentWorkspace' };
    expect(read(event('switchboard:passControl', { conversation: conversation(imposter) }))).toMatchObject({
      kind: 'ended',
    });
  });

  it('R15: the conversation was removed', () => {
    expect(read(event('conversation:remove', { conversation: conversation() }))).toMatchObject({
      ...base,
      kind: 'ended',
      reason: 'conversation_removed',
    });
  });

  it('a pass that failed after its 200', () => {
    const error = { code: 'switchboard_invalid_target', message: 'No such target' };
    expect(read(event('switchboard:passControl:failure', { conversation: conversation(), error }))).toEqual({
      ...base,
      kind: 'controlFailed',
      error,
    });
  });

  it('a message that reached no channel', () => {
    const error = { code: 'uncategorized_error', message: 'Unsupported message type `form`' };
    const payload = { conversation: conversation(), message: { id: '5f74be6256be263abf0ffd5f' }, error };
    expect(read(event('conversation:message:delivery:failure', payload))).toEqual({
      ...base,
      kind: 'deliveryFailed',
      messageId: '5f74be6256be263abf0ffd5f',
      error,
    });
  });

  it('R41: typing and reading, by whom', () => {
    const activity = (type: string, author: string) => ({
      conversation: conversation(),
      activity: { type, author: { type: author } },
    });
    expect(read(event('conversation:typing', activity('typing:start', 'business')))).toEqual({
      ...base,
      kind: 'typing',
      by: 'agent',
      on: true,
    });
    expect(read(event('conversation:typing', activity('typing:stop', 'business')))).toMatchObject({
      on: false,
    });
    expect(read(event('conversation:read', activity('conversation:read', 'user')))).toEqual({
      ...base,
      kind: 'read',
      by: 'user',
      on: true,
    });
  });

  it('R27: a merge names the surviving and the discarded user and conversation', () => {
    const pair = { surviving: { id: 'a', userId: 'x' }, discarded: { id: 'b' } };
    const users = { surviving: 'a', discarded: 'b' };
    const { eventId, createdAt } = base;
    expect(
      read(event('user:merge', { mergedUsers: pair, mergedConversations: pair, reason: 'api' })),
    ).toEqual({
      eventId,
      createdAt,
      kind: 'merged',
      users,
      conversations: users,
    });
    expect(read(event('user:merge', { mergedUsers: pair, mergedConversations: null }))).toEqual({
      eventId,
      createdAt,
      kind: 'merged',
      users,
    });
  });

  it.each([
    'conversation:create',
    'client:add',
    'user:update',
    'passthrough:messaging',
    'ticket:invented:tomorrow',
  ])('%s is ignored', (type) => {
    expect(read(event(type, { conversation: conversation() }))).toMatchObject({
      kind: 'ignored',
      type,
      conversationId: CONVERSATION,
    });
  });

  it('needs no createdAt and no metadata', () => {
    const bare = {
      id: 'e1',
      type: 'switchboard:releaseControl',
      payload: { conversation: { id: CONVERSATION } },
    };
    expect(read(bare)).toMatchObject({ kind: 'ended', conversationMetadata: {} });
  });
});

describe('R6: a poisoned event does not stop the others', () => {
  const good = event('conversation:message', { conversation: conversation(), message: agentMessage });
  const poisoned: [string, unknown][] = [
    ['null', null],
    ['a string', 'x'],
    ['no id', { ...good, id: undefined }],
    ['no type', { ...good, type: 7 }],
    ['no payload', { ...good, payload: null }],
    ['no conversation', event('conversation:message', { message: agentMessage })],
    ['no message', event('conversation:message', { conversation: conversation() })],
    [
      'a message without an id',
      event('conversation:message', { conversation: conversation(), message: { ...agentMessage, id: 5 } }),
    ],
    [
      'a message without a time',
      event('conversation:message', {
        conversation: conversation(),
        message: { ...agentMessage, received: 'soon' },
      }),
    ],
    ['a merge without users', event('user:merge', {})],
  ];
  it.each(poisoned)('%s', (_name, bad) => {
    const events = readEnvelope(envelope(good, bad, good))?.events;
    expect(events?.map(({ kind }) => kind)).toEqual(['message', 'unreadable', 'message']);
  });

  it('R6: no JSON makes it throw, and every event comes out as one', () => {
    const types = fc.constantFrom(
      'conversation:message',
      'switchboard:passControl',
      'switchboard:releaseControl',
      'user:merge',
      'conversation:typing',
      'x',
    );
    const part = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constant(conversation(SEAT)),
      fc.constant(agentMessage),
    );
    const odd = fc.record(
      {
        id: fc.oneof(fc.constant('e1'), fc.jsonValue()),
        type: fc.oneof(types, fc.jsonValue()),
        createdAt: fc.jsonValue(),
        payload: fc.oneof(
          fc.jsonValue(),
          fc.record(
            {
              conversation: part,
              message: part,
              activity: part,
              reason: part,
              error: part,
              mergedUsers: part,
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(odd, fc.jsonValue()), { maxLength: 5 }), (events) => {
        expect(readEnvelope(envelope(...events))?.events).toHaveLength(events.length);
      }),
      { numRuns: 500 },
    );
  });

  it('S17: metadata named __proto__ pollutes nothing', () => {
    const raw = JSON.parse(
      `{"id":"e","type":"switchboard:releaseControl","payload":{"conversation":{"id":"c","metadata":{"__proto__":{"polluted":1},"hasOwnProperty":"x","handoffId":"ho_1"}}}}`,
    ) as unknown;
    expect(read(raw)).toMatchObject({ conversationMetadata: { handoffId: 'ho_1' } });
    const flat = JSON.parse(JSON.stringify(raw).replace('{"polluted":1}', '"x"')) as unknown;
    expect(Object.keys((read(flat) as { conversationMetadata: object }).conversationMetadata)).toEqual([
      'hasOwnProperty',
      'handoffId',
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
