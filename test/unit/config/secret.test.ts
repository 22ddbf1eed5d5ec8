import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { Secret } from '../../../config/secret';

const secret = new Secret('hunter2');

describe('Secret', () => {
  it('gives its value only to who asks for it', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it.each<[string, (value: Secret) => string]>([
    ['a template string', (value) => `token: ${value as unknown as string}`],
    ['a sum', (value) => `token: ` + String(value)],
    ['JSON', (value) => JSON.stringify({ nested: [value] })],
    ['inspect', (value) => inspect({ value }, { showHidden: true, depth: 9 })],
    ['console formats', (value) => format('%s %o %O %j %d', value, value, value, value, value)],
    [
      'keys and values',
      (value) => JSON.stringify([Object.keys(value), Object.entries(value), Object.assign({}, value)]),
    ],
    ['own properties', (value) => Reflect.ownKeys(value).map(String).join()],
    ['an error message', (value) => new Error(`bad ${value.toString()}`).message],
    ['a structured clone', (value) => serialize(Object.assign({}, value)).toString('latin1')],
    ['JSON of a Map', (value) => inspect(new Map([['key', value]]))],
  ])('does not show in %s', (_where, print) => {
    expect(print(secret)).not.toContain('hunter2');
  });

  it('says that there is one', () => {
    expect(`${String(secret)} ${JSON.stringify(secret)} ${inspect(secret)}`).toBe(
      '[secret] "[secret]" [secret]',
    );
  });
});
