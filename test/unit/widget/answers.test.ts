import { checked, ok, outcomeOf } from '../../../web/widget/browser/answers';
import { Refused, SessionGone } from '../../../web/widget/core/ports';

const answer = (status: number, code?: unknown, retryAfterMs = 0) => ({
  status,
  body: code === undefined ? {} : { error: { code, message: 'words' } },
  retryAfterMs,
});

it.each([
  [401, 'unauthorized'],
  [404, 'not_found'],
])('our own %i %s says that the conversation is not opened by this token any more', (status, code) => {
  expect(() => checked(answer(status, code))).toThrow(SessionGone);
});

it.each([
  ['without words', {}],
  ['with a code of its own', { error: { code: 'no_route', message: 'No route.' } }],
  ['with a number for a code', { error: { code: 404 } }],
  ['with a sentence', { error: 'Unauthorized' }],
  ['with null', null],
  ['with our code for something else', { error: { code: 'handoff_ended' } }],
])('a gateway’s 401 or 404 %s ends no conversation: it is tried again later', (_how, body) => {
  for (const status of [401, 404]) {
    const its = { status, body, retryAfterMs: 7_000 };
    expect(checked(its)).toBe(its);
    expect(outcomeOf(its)).toEqual({ kind: 'later', afterMs: 7_000 });
    expect(() => ok(its)).toThrow(`the server answers ${status}`);
  }
});

it('what is refused for what it is keeps its code; what may pass is for later', () => {
  expect(outcomeOf(answer(422, 'invalid_request'))).toEqual({
    kind: 'refused',
    code: 'invalid_request',
    message: 'words',
  });
  expect(() => ok(answer(401, 'unauthorized'))).toThrow(Refused);
  expect(() => ok(answer(403, 'origin_not_allowed'))).toThrow(Refused);
  for (const status of [408, 429, 500, 503]) expect(outcomeOf(answer(status, 'internal')).kind).toBe('later');
  expect(outcomeOf(answer(202))).toEqual({ kind: 'accepted' });
});
