import { build, visitor, system, field, TAGS } from './some-metadata';

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
    const { metadata, dropped } = visitor(customData, {
      user: { verified: true },
      preferences: { fields: templates },
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(metadata['dataCapture.__proto__']).toBe('x');
    expect(metadata['dataCapture.ticketField.__proto__']).toBeUndefined();
    expect(dropped).toContain('dataCapture.ticketField.__proto__');
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
