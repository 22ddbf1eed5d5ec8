import { createSessionSchema } from '../../../contract/widget';
import { createVisitor } from '../../../web/widget/browser/visitor';

const circle: Record<string, unknown> = {};
circle['itself'] = circle;

/** What `POST /sessions` is asked with, and what the page's author is told. */
function asked(said: { user?: unknown; userToken?: unknown }, language = 'en') {
  const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
  const visitor = createVisitor(said, language);
  visitor.current();
  const body = JSON.parse(JSON.stringify(visitor.current())) as { user?: Record<string, unknown> };
  const told = warn.mock.calls.map(([words]) => /"(.*)"/.exec(String(words))?.[1]);
  warn.mockRestore();
  return { body, told };
}

it('what the page says of its user goes to the server as it is', () => {
  const user = {
    name: 'Ann',
    email: 'ann@a.test',
    avatar: 'https://a.test/',
    phone: '1',
    customData: { a: { b: [1] } },
  };
  expect(asked({ user })).toEqual({ body: { user, language: 'en' }, told: [] });
  expect(asked({})).toEqual({ body: { language: 'en' }, told: [] });
});

it.each<[string, unknown, unknown, string[]]>([
  ['a telephone number that is a number', { phone: 1234567890 }, { phone: '1234567890' }, []],
  ['a name that is a number', { name: 17 }, { name: '17' }, []],
  ['a telephone number that is not there', { name: 'Ann', phone: null }, { name: 'Ann' }, ['user.phone']],
  ['a picture that is not there', { avatar: null }, {}, ['user.avatar']],
  ['a picture in the address itself', { avatar: `data:${'x'.repeat(2048)}` }, {}, ['user.avatar']],
  ['a name without end', { name: 'n'.repeat(256), email: 'a@b.test' }, { email: 'a@b.test' }, ['user.name']],
  ['no number at all', { phone: NaN }, {}, ['user.phone']],
  ['own data that is not there', { name: 'Ann', customData: null }, { name: 'Ann' }, ['user.customData']],
  ['own data that is a list', { customData: [1] }, {}, ['user.customData']],
  [
    'own data larger than the server takes',
    { customData: { a: 'ä'.repeat(70_000) } },
    {},
    ['user.customData'],
  ],
  ['own data that goes in a circle', { customData: circle }, {}, ['user.customData']],
  [
    'own data with an endless key',
    { customData: { ['k'.repeat(257)]: 1, a: 2 } },
    { customData: { a: 2 } },
    [`user.customData.${'k'.repeat(40)}…`],
  ],
  ['an id that we do not know', { id: 17, name: 'Ann' }, { name: 'Ann' }, []],
  ['no user', null, {}, ['user']],
  ['a word instead of a user', 'Ann', {}, ['user']],
])(
  '%s does not keep the visitor from speaking, and the page’s author is told once',
  (_what, user, taken, told) => {
    const { body, told: toldOf } = asked({ user });
    expect(createSessionSchema.safeParse(body).success).toBe(true);
    expect([body.user, toldOf]).toEqual([taken, told]);
  },
);

it.each([null, '', 17])('a signed identity that is none (%p) is as good as not said', (userToken) => {
  expect(asked({ userToken }).body).toEqual({ language: 'en' });
  expect(createVisitor({ userToken }, 'en').id()).toBeNull();
});

it('a language with more in its tag than the server takes is left to the server', () => {
  const { body } = asked({}, 'en-GB-u-ca-gregory-co-standard-hc-h23-nu-latn');
  expect(createSessionSchema.safeParse(body).success).toBe(true);
});
