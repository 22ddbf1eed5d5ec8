import { readMessage } from '../../../zendesk/webhook';
import { base, read, content } from './some-message';

describe('whose message it is', () => {
  const ours = { handoffId: 'ho_1', messageId: 'user:m1', part: 0 };
  const api = { type: 'api:conversations' };
  const cases: [string, object, string][] = [
    ['an agent with an id', {}, 'agent'],
    [
      'R40: an agent by subtype, without an id',
      { author: { ...base.author, subtypes: ['agent'] }, metadata: {} },
      'agent',
    ],
    ['a trigger', { metadata: { '__zendesk_msg.agent.id': '__trigger' } }, 'automated'],
    [
      'a trigger of the other kind',
      { metadata: { '__zendesk_msg.agent.id': '', '__zendesk_msg.trigger.id': '5' } },
      'automated',
    ],
    ['no agent id', { metadata: {} }, 'automated'],
    ['a survey', { metadata: { ...base.metadata, type: 'csat' } }, 'automated'],
    ['Zendesk’s own bot', { metadata: {}, source: { type: 'zd:answerBot' } }, 'automated'],
    ['an activity', { activity: { type: 'ticket:closed' } }, 'automated'],
    ['another integration on the same app', { metadata: {}, source: api }, 'automated'],
    ['R13: our own, as the business', { metadata: ours, source: api }, 'echo'],
    ['R13: our own, as the user', { author: { type: 'user' }, metadata: ours, source: api }, 'echo'],
    [
      'R13: our own, of unknown source',
      { author: { type: 'user' }, metadata: ours, source: undefined },
      'echo',
    ],
    [
      'the user on another channel',
      { author: { type: 'user' }, metadata: {}, source: { type: 'web' } },
      'user',
    ],
    [
      'a user of the tenant’s widget who forges our ids',
      { author: { type: 'user' }, metadata: ours, source: { type: 'web' } },
      'user',
    ],
    [
      'a user who forges an agent id',
      { author: { type: 'user' }, metadata: base.metadata, source: { type: 'web' } },
      'user',
    ],
  ];
  it.each(cases)('%s', (_name, changes, expected) => {
    expect(read(changes).class).toBe(expected);
  });
  it('R40: an agent has id, name and avatar', () => {
    expect(read().agent).toEqual({
      id: '361234567890',
      name: 'Sam Rivera',
      avatarUrl: 'https://x.test/sam.png',
    });
    expect(read({ metadata: {} }).agent).toBeUndefined();
  });
  it('R38: what no human said is marked', () => {
    expect(read().automated).toBe(false);
    expect(read({ metadata: {} }).automated).toBe(true);
  });
  it('our own says which part it is', () => {
    expect(read({ metadata: { ...ours, part: 3 }, source: api }).ours).toEqual({ ...ours, part: 3 });
    expect(read({ metadata: { ...ours, part: 'x' }, source: api }).ours).toBeUndefined();
  });
});

it('R19: an agent’s command to the switchboard is not shown', () => {
  expect(content({ type: 'text', text: '%((switchboard:passControl:opencopilot))%' })).toMatchObject({
    text: null,
    hidden: true,
  });
  expect(content({ type: 'text', text: 'Bye! %((switchboard:passControl:x))%' })).toMatchObject({
    text: 'Bye!',
    hidden: false,
  });
  expect(content({ type: 'text', text: '100 %(really)%' })).toMatchObject({
    text: '100 %(really)%',
    hidden: false,
  });
  const shown = read({
    author: { type: 'user' },
    metadata: {},
    content: { type: 'text', text: '%((switchboard:passControl:x))%' },
  });
  expect(shown).toMatchObject({ hidden: false, class: 'user' });
});

it('a redacted message is a placeholder, not a notice', () => {
  expect(read({ deleted: true, content: {} })).toMatchObject({ deleted: true });
});

it('times are ISO in UTC, whatever offset they came with', () => {
  expect(read({ received: '2026-11-23T10:00:00+02:00' }).received).toBe('2026-11-23T08:00:00.000Z');
});

it.each([undefined, null, 'x', 5, [], {}, { ...base, id: '' }, { ...base, received: 'yesterday' }])(
  '%# is no message',
  (raw) => {
    expect(readMessage(raw)).toBeUndefined();
  },
);
