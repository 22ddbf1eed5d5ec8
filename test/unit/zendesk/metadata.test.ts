import fc from 'fast-check';
import { DEFAULT_CUSTOM_DATA_ALLOW } from '../../../contract/preferences';
import {
  buildTicketMetadata,
  externalIdFor,
  renderTemplate,
  type TicketMetadataInput,
} from '../../../zendesk/metadata';

const preferences: TicketMetadataInput['preferences'] = {
  tags: [],
  groupId: null,
  priority: null,
  assigneeId: null,
  brandId: null,
  organizationId: null,
  fields: {},
  customDataAllow: DEFAULT_CUSTOM_DATA_ALLOW,
  requesterEmail: 'always',
};
interface Changes extends Omit<Partial<TicketMetadataInput>, 'preferences'> {
  preferences?: Partial<TicketMetadataInput['preferences']>;
}
const input = (changes: Changes = {}): TicketMetadataInput => ({
  user: {},
  copilotId: 'cop_1',
  session: { id: 's1' },
  handoffId: 'ho_1',
  workflowId: 'handoff:cop_1:ho_1',
  ...changes,
  preferences: { ...preferences, ...changes.preferences },
});
const build = (changes: Changes = {}) => buildTicketMetadata(input(changes));
const visitor = (customData: Record<string, unknown>, more: Changes = {}) =>
  build({ ...more, user: { ...more.user, customData } });
const system = (name: string) => `dataCapture.systemField.${name}`;
const field = (id: number | string) => `dataCapture.ticketField.${id}`;
const TAGS = system('tags');

describe('ticket metadata', () => {
  it('the example of product.txt, field by field', () => {
    const { metadata, dropped } = visitor(
      {
        key1: 'value1',
        [field(3584154321651)]: 'Some value',
        [field(765484654312)]: 'User-specific value',
        [TAGS]: 'my_tag1,my_tag2',
      },
      { user: { name: "Widget User's Name", email: 'widget.user.email@example.com', phone: '1234567890' } },
    );
    expect(metadata).toEqual({
      [system('requester.name')]: "Widget User's Name",
      [system('requester.email')]: 'widget.user.email@example.com',
      [field(3584154321651)]: 'Some value',
      [field(765484654312)]: 'User-specific value',
      [TAGS]: 'my_tag1,my_tag2',
      copilotId: 'cop_1',
      sessionId: 's1',
      handoffId: 'ho_1',
      workflowId: 'handoff:cop_1:ho_1',
    });
    expect(dropped).toEqual([]);
  });

  it('R46: a trace to session, handoff and workflow, and the first message to show', () => {
    const { metadata } = build({ firstMessageId: 'm1', originSourceType: 'web' });
    expect(metadata).toEqual({
      copilotId: 'cop_1',
      sessionId: 's1',
      handoffId: 'ho_1',
      workflowId: 'handoff:cop_1:ho_1',
      first_message_id: 'm1',
      origin_source_type: 'web',
    });
  });

  it('R42, R45: the backend’s wish wins over the visitor’s, the visitor’s over preferences', () => {
    const prefs = {
      groupId: '1',
      priority: 'low',
      brandId: '3',
      assigneeId: '4',
      organizationId: '5',
      fields: { 7: 'p', 8: 'p', 9: 'p' },
    };
    const custom = { [system('group_id')]: '2', [field(7)]: 'v', [field(8)]: 'v' };
    const ticket = { priority: 'urgent', subject: 'Help', fields: { 7: 'b' } };
    const { metadata } = visitor(custom, { preferences: prefs, ticket });
    expect(metadata).toMatchObject({
      [system('group_id')]: '2',
      [system('priority')]: 'urgent',
      [system('subject')]: 'Help',
      [system('brand_id')]: '3',
      [system('assignee_id')]: '4',
      [system('organization_id')]: '5',
      [field(7)]: 'b',
      [field(8)]: 'v',
      [field(9)]: 'p',
    });
    expect(visitor(custom, { ticket: { groupId: '9' } }).metadata[system('group_id')]).toBe('9');
  });

  it('tags of all three are united, without spaces, each once', () => {
    const { metadata } = visitor(
      { [TAGS]: 'vip, from web ,,#beta,shared' },
      { preferences: { tags: ['default', 'shared'] }, ticket: { tags: ['a b', 'c,d'] } },
    );
    expect(metadata[TAGS]).toBe('a_b,c,d,vip,from_web,beta,shared,default');
  });
});

describe('what a visitor may set', () => {
  it('R44: nothing of customData but dataCapture.* is passed on', () => {
    const { metadata, dropped } = visitor(
      { plan: 'pro', ssn: '123', first_message_id: 'x', 'datacapture.ticketField.1': 'x' },
      { user: { verified: true } },
    );
    expect(JSON.stringify(metadata)).not.toMatch(/pro|ssn|123|first_message_id|datacapture/);
    expect(dropped).toEqual([]);
  });

  it('S15: an unverified one is bound by the allow-list, and what is refused is named', () => {
    const wishes = {
      [system('assignee_id')]: '1',
      [system('priority')]: 'urgent',
      [system('group_id')]: '2',
      [field(5)]: 'x',
    };
    const { metadata, dropped } = visitor(wishes);
    expect(metadata).toMatchObject({ [system('group_id')]: '2', [field(5)]: 'x' });
    expect(metadata).not.toHaveProperty([system('assignee_id')]);
    expect(dropped.sort()).toEqual([system('assignee_id'), system('priority')]);
  });

  it('S15: an allow-list without the key, or with a * elsewhere than at the end, allows nothing', () => {
    const { metadata } = visitor(
      { [field(5)]: 'x', [field(6)]: 'y' },
      { preferences: { customDataAllow: [field(6), '*.5'] } },
    );
    expect(metadata[field(5)]).toBeUndefined();
    expect(metadata[field(6)]).toBe('y');
  });

  it('S15: a verified one may set any dataCapture.*', () => {
    const { metadata, dropped } = visitor(
      { [system('priority')]: 'HIGH', [system('assignee_id')]: 12 },
      { user: { verified: true } },
    );
    expect(metadata).toMatchObject({ [system('priority')]: 'high', [system('assignee_id')]: '12' });
    expect(dropped).toEqual([]);
  });

  it('S14: with requesterEmail "verified" no unverified e-mail reaches the requester, by no way', () => {
    const preference = { requesterEmail: 'verified' as const, customDataAllow: ['dataCapture.*'] };
    const email = 'victim@acme.test';
    const { metadata, dropped } = visitor(
      { [system('requester.email')]: email },
      { user: { email }, preferences: preference },
    );
    expect(JSON.stringify(metadata)).not.toContain(email);
    expect(dropped).toEqual([system('requester.email')]);
    const verified = build({ user: { email, verified: true }, preferences: preference });
    expect(verified.metadata[system('requester.email')]).toBe(email);
  });

  it('S16: our own keys are ours, whatever customData says', () => {
    const { metadata } = visitor(
      {
        handoffId: 'ho_evil',
        sessionId: 'evil',
        copilotId: 'cop_evil',
        workflowId: 'evil',
        first_message_id: 'evil',
      },
      { user: { verified: true }, preferences: { customDataAllow: ['*'] } },
    );
    expect(metadata).toMatchObject({ handoffId: 'ho_1', sessionId: 's1', copilotId: 'cop_1' });
    expect(JSON.stringify(metadata)).not.toContain('evil');
  });

  it('S17: keys named __proto__, constructor, hasOwnProperty neither pollute nor throw', () => {
    const customData = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":"x","toString":"x","dataCapture.__proto__":"x","dataCapture.ticketField.__proto__":"y"}',
    ) as Record<string, unknown>;
    const templates = {
      1: '{{user.customData.__proto__}}{{user.customData.constructor}}{{user.constructor}}{{__proto__}}',
    };
    const { metadata } = visitor(customData, {
      user: { verified: true },
      preferences: { fields: templates },
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(metadata['dataCapture.ticketField.__proto__']).toBe('y');
    expect(metadata[field(1)]).toBeUndefined();
  });

  it('S51: placeholders of Zendesk’s triggers lose their meaning, not their words', () => {
    const { metadata } = visitor(
      { [field(1)]: '{{ticket.requester.email}} {{{x}}} {% if %}', [TAGS]: '{{a}}' },
      { user: { name: '{{agent.name}}' }, preferences: { fields: { 2: 'Name: {{user.name}}' } } },
    );
    const visible = JSON.stringify([
      metadata[field(1)],
      metadata[field(2)],
      metadata[TAGS],
      metadata[system('requester.name')],
    ]);
    expect(visible).not.toMatch(/\{\{|\}\}|\{%|%\}/);
    expect(metadata[field(1)]).toBe('{ {ticket.requester.email} } { { {x} } } { % if % }');
    expect(metadata[field(2)]).toBe('Name: { {agent.name} }');
  });

  it('R43: numbers and booleans stay; null, objects, lists and NaN are left out and named', () => {
    const { metadata, dropped } = visitor({
      [field(1)]: 5,
      [field(2)]: false,
      [field(3)]: null,
      [field(4)]: { a: 1 },
      [field(5)]: ['x'],
      [field(6)]: Number.NaN,
      [field(7)]: Number.POSITIVE_INFINITY,
    });
    expect(metadata).toMatchObject({ [field(1)]: 5, [field(2)]: false });
    expect(dropped).toEqual([3, 4, 5, 6, 7].map(field));
    expect(Object.keys(metadata).filter((key) => key.startsWith('dataCapture'))).toHaveLength(2);
  });

  it('R43: null of the backend’s fields is named, the others pass', () => {
    const { metadata, dropped } = build({ ticket: { fields: { 1: null, 2: 'x', 3: true } } });
    expect(metadata).toMatchObject({ [field(2)]: 'x', [field(3)]: true });
    expect(dropped).toEqual([field(1)]);
  });

  it('an e-mail that is none is left out and named', () => {
    const { metadata, dropped } = build({ user: { email: 'not an email' } });
    expect(metadata[system('requester.email')]).toBeUndefined();
    expect(dropped).toEqual([system('requester.email')]);
  });

  it.each(['12; drop', '{{x}}', 'x'.repeat(3_000), '1.5', ''])(
    'a group that is no id (%#) is left out and named',
    (group) => {
      const { metadata, dropped } = visitor(
        { [system('group_id')]: group },
        { preferences: { groupId: '77' } },
      );
      expect(metadata[system('group_id')]).toBe('77');
      expect(dropped).toEqual([system('group_id')]);
    },
  );
});

describe('4 KB', () => {
  const bytes = (metadata: object) => Buffer.byteLength(JSON.stringify(metadata));

  it('R43: the visitor’s biggest goes first, then preferences, then the backend’s, then tags; ids and routing stay', () => {
    const custom = { [field(1)]: 'v'.repeat(3_000), [field(2)]: 'small' };
    const first = visitor(custom, { preferences: { fields: { 3: 'p'.repeat(1_000) } } });
    expect(first.dropped).toEqual([field(1)]);
    expect(first.metadata).toMatchObject({ [field(2)]: 'small' });

    const ticket = {
      groupId: '1',
      fields: { 4: 'b'.repeat(3_500) },
      tags: Array.from({ length: 100 }, (_, n) => `tag_number_${n}_${'x'.repeat(40)}`),
    };
    const all = visitor(custom, { ticket, preferences: { fields: { 3: 'p'.repeat(1_000) } } });
    expect(all.dropped).toEqual([field(1), field(2), field(3), field(4), TAGS]);
    expect(String(all.metadata[TAGS]).split(',').length).toBeGreaterThan(20);
    expect(all.metadata).toMatchObject({ [system('group_id')]: '1', handoffId: 'ho_1' });
  });

  it('R43: measures bytes, not characters', () => {
    const { metadata, dropped } = visitor({ [field(1)]: '漢'.repeat(1_500) });
    expect(dropped).toEqual([field(1)]);
    expect(bytes(metadata)).toBeLessThan(4_096);
  });

  it('R46: our own keys stay, even where they alone are too much', () => {
    const { metadata, dropped } = build({ firstMessageId: 'x'.repeat(5_000), ticket: { groupId: '1' } });
    expect(Object.keys(metadata)).toEqual([
      'copilotId',
      'sessionId',
      'handoffId',
      'workflowId',
      'first_message_id',
    ]);
    expect(dropped).toEqual([system('group_id')]);
  });

  it('R43: whatever comes, the result is flat, fits, has our keys, and is the same every time', () => {
    const key = fc.oneof(
      fc.integer({ min: 0, max: 30 }).map(field),
      fc.constantFrom(TAGS, system('requester.name'), system('group_id'), '__proto__', 'x'),
      fc.string(),
    );
    const customData = fc.dictionary(
      key,
      fc.oneof(fc.string({ maxLength: 2_000 }), fc.jsonValue({ maxDepth: 2 })),
    );
    const ticket = fc.record(
      {
        tags: fc.array(fc.string({ maxLength: 255 }), { maxLength: 100 }),
        groupId: fc.string({ maxLength: 64 }),
        subject: fc.string({ unit: 'binary', maxLength: 255 }),
        fields: fc.dictionary(
          fc.integer({ min: 1, max: 40 }).map(String),
          fc.oneof(fc.string({ maxLength: 4_096 }), fc.integer(), fc.boolean(), fc.constant(null)),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(customData, ticket, fc.boolean(), (data, wishes, verified) => {
        const make = () => visitor(data, { ticket: wishes, user: { verified, name: 'Jane' } });
        const { metadata } = make();
        expect(bytes(metadata)).toBeLessThanOrEqual(4_096);
        expect(metadata).toMatchObject({ handoffId: 'ho_1', sessionId: 's1' });
        for (const value of Object.values(metadata))
          expect(['string', 'number', 'boolean']).toContain(typeof value);
        expect(make()).toEqual({ metadata, dropped: make().dropped });
      }),
      { numRuns: 300 },
    );
  });
});

describe('templates', () => {
  const of = input({
    user: {
      id: 'u1',
      name: 'Jane',
      email: 'j@x.test',
      phone: '1',
      verified: true,
      customData: { plan: 'pro', 'a.b': 2, off: false, obj: {} },
    },
    session: { id: 's1', reason: 'user_request', language: 'fr' },
  });
  it.each([
    ['{{user.name}} <{{ user.email }}>', 'Jane <j@x.test>'],
    ['{{user.id}}/{{user.phone}}/{{user.verified}}', 'u1/1/true'],
    ['{{user.customData.plan}} {{user.customData.a.b}} {{user.customData.off}}', 'pro 2 false'],
    ['{{session.id}} {{session.reason}} {{session.language}}{{session.summary}}', 's1 user_request fr'],
    ['{{handoff.id}} {{workflow.id}} {{copilot.id}}', 'ho_1 handoff:cop_1:ho_1 cop_1'],
    ['{{user.customData.obj}}{{user.customData.none}}{{user.secret}}{{ }}', ''],
    ['plain', 'plain'],
    ['{{user.name}', '{{user.name}'],
  ])('%j becomes %j', (template, expected) => {
    expect(renderTemplate(template, of)).toBe(expected);
  });
  it('S40: is linear', () => {
    const start = performance.now();
    renderTemplate('{{'.repeat(50_000), of);
    renderTemplate('{{' + ' '.repeat(100_000), of);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('externalIdFor', () => {
  const of = (user: Parameters<typeof externalIdFor>[0]['user'] & { email?: string }) =>
    externalIdFor({ copilotId: 'cop_1', sessionId: 's1', user });
  it('a person whom the backend named, else the session', () => {
    expect(of({ id: 'jane' })).toBe('cop_1:u:jane');
    expect(of({})).toBe('cop_1:s:s1');
    expect(of({ id: '' })).toBe('cop_1:s:s1');
    expect(of({ id: null })).toBe('cop_1:s:s1');
  });
  it('R28: an id that a browser gave counts only when verified', () => {
    expect(of({ id: 'jane', assertedByBackend: false })).toBe('cop_1:s:s1');
    expect(of({ id: 'jane', assertedByBackend: false, verified: true })).toBe('cop_1:u:jane');
  });
  it('R28: an e-mail is never part of it', () => {
    expect(of({ email: 'victim@acme.test' })).toBe('cop_1:s:s1');
    expect(of({ email: 'victim@acme.test', verified: true })).toBe('cop_1:s:s1');
  });
  it('two copilots, or a person and a session of the same name, never share one', () => {
    expect(externalIdFor({ copilotId: 'cop_2', sessionId: 's1', user: { id: 'jane' } })).toBe('cop_2:u:jane');
    expect(of({ id: 's1' })).not.toBe(of({}));
  });
  it('S28: an id that no path can hold becomes its digest', () => {
    expect(of({ id: 'a\nb' })).toMatch(/^cop_1:u:sha256-[0-9a-f]{64}$/);
    expect(of({ id: '\ud800' })).toMatch(/^cop_1:u:sha256-[0-9a-f]{64}$/);
    expect(of({ id: 'a\nb' })).not.toBe(of({ id: 'a\nc' }));
  });
});
