import fc from 'fast-check';
import { readEnvelope } from '../../../zendesk/webhook';
import { SEAT, conversation, envelope, event, read, agentMessage } from './some-event';

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
