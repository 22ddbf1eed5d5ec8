import { externalIdFor, renderTemplate } from '../../../zendesk/metadata';
import { input } from './some-metadata';

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
