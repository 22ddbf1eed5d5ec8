import {
  CONVERSATION,
  AGENT_WORKSPACE,
  SEAT,
  conversation,
  event,
  read,
  base,
  agentMessage,
} from './some-event';

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
