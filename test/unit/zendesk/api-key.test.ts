import { Secret } from '../../../config/secret';
import { isFromZendesk } from '../../../zendesk/webhook';

const current = new Secret('8564b3e6a8b20a4bdb68b05ce9bc5936');
const previous = new Secret('short');

describe('isFromZendesk', () => {
  it('S3: takes any of the live secrets, whatever their order', () => {
    for (const live of [
      [current, previous],
      [previous, current],
    ]) {
      expect(isFromZendesk(current.reveal(), live)).toBe(true);
      expect(isFromZendesk(previous.reveal(), live)).toBe(true);
    }
    expect(isFromZendesk(previous.reveal(), [current])).toBe(false);
  });
  it.each([
    undefined,
    '',
    'x',
    'x'.repeat(1_000_000),
    'Ű',
    '8564b3e6a8b20a4bdb68b05ce9bc5937',
    '8564b3e6a8b20a4bdb68b05ce9bc5936 ',
  ])('S1, S2: refuses %#, of any length, without throwing', (given) => {
    expect(isFromZendesk(given, [current, previous])).toBe(false);
  });
  it('S1: refuses a header that came twice', () => {
    expect(isFromZendesk([current.reveal()], [current])).toBe(false);
    expect(isFromZendesk([current.reveal(), current.reveal()], [current])).toBe(false);
  });
  it('S4: an empty secret opens nothing', () => {
    expect(isFromZendesk('', [new Secret('')])).toBe(false);
    expect(isFromZendesk('x', [new Secret('')])).toBe(false);
    expect(isFromZendesk('x', [])).toBe(false);
  });
  it('S2: looks at every secret before it answers', () => {
    const revealed: string[] = [];
    const watched = ['a', 'b', 'c'].map((value) =>
      Object.assign(new Secret(value), {
        reveal: () => {
          revealed.push(value);
          return value;
        },
      }),
    );
    expect(isFromZendesk('a', watched)).toBe(true);
    expect(revealed).toEqual(['a', 'b', 'c']);
  });
});
