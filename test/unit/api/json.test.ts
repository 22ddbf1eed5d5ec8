import { cleanJson } from '../../../api/http/clean-json';
import { parseJson, requireJson } from '../../../api/http/body';
import { HttpError } from '../../../api/http/errors';

const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof HttpError ? error.code : 'another error';
  }
  return 'none';
};

describe('JSON that comes in', () => {
  it('S17: an own key __proto__ is dropped at every depth; merging the rest changes no prototype', () => {
    const value = cleanJson(JSON.parse('{"a":[{"__proto__":{"x":1},"b":2}],"__proto__":{"x":1}}')) as {
      a: object[];
    };
    expect(JSON.stringify(value)).toBe('{"a":[{"b":2}]}');
    expect(Object.assign({}, value.a[0])).not.toHaveProperty('x');
  });

  it('NUL and half surrogates become U+FFFD, in keys too; whole pairs stay', () => {
    expect(cleanJson({ 'k\0': 'a\0b', e: '😀', half: '\ud83d' })).toEqual({
      e: '😀',
      'k\uFFFD': 'a\uFFFDb',
      half: '\uFFFD',
    });
  });

  it('S10: 32 levels are taken, 33 are not; 1000 keys are taken, 1001 are not', () => {
    const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));
    const keys = (count: number) =>
      Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_v, i) => [`k${i}`, i]))));
    expect(code(() => parseJson(nested(32)))).toBe('none');
    expect(code(() => parseJson(nested(33)))).toBe('invalid_json');
    expect(code(() => parseJson(keys(1000)))).toBe('none');
    expect(code(() => parseJson(keys(1001)))).toBe('invalid_json');
  });

  it.each([
    ['application/json', 'none'],
    ['Application/JSON; charset=UTF-8', 'none'],
    ['application/json; charset="utf-8"', 'none'],
    ['application/json; charset=utf-16', 'unsupported_media_type'],
    ['application/jsonp', 'unsupported_media_type'],
    ['text/json', 'unsupported_media_type'],
    ['', 'unsupported_media_type'],
  ])('the content type %j: %s', (contentType, expected) => {
    expect(code(() => requireJson(contentType))).toBe(expected);
  });

  it('S42: what is not JSON is named without a word of the body', () => {
    expect(code(() => parseJson(Buffer.from('canary{')))).toBe('invalid_json');
    try {
      parseJson(Buffer.from('canary{'));
    } catch (error) {
      expect(`${(error as Error).message} ${String((error as Error).cause)}`).not.toContain('canary');
    }
  });
});
