import fc from 'fast-check';
import { build, visitor, system, field, TAGS } from './some-metadata';

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
        const { metadata, dropped, reasons } = make();
        expect(bytes(metadata)).toBeLessThanOrEqual(4_096);
        expect(metadata).toMatchObject({ handoffId: 'ho_1', sessionId: 's1' });
        for (const value of Object.values(metadata))
          expect(['string', 'number', 'boolean']).toContain(typeof value);
        expect(make()).toEqual({ metadata, dropped, reasons });
        // Nothing is left out without a word.
        expect(Object.keys(reasons).sort()).toEqual([...dropped].sort());
      }),
      { numRuns: 300 },
    );
  });
});
