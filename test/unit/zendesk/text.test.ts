import fc from 'fast-check';
import { MAX_TEXT_LENGTH, splitText } from '../../../zendesk/text';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const borders = (text: string) => new Set([...graphemes.segment(text)].map(({ index }) => index));

describe('splitText', () => {
  it.each([4_097, 20_000])(
    'R32: text of %i characters arrives complete, in pieces that end with a word',
    (length) => {
      const text = 'lorem ipsum dolor sit amet '.repeat(800).slice(0, length);
      const pieces = splitText(text);
      expect(pieces.join('')).toBe(text);
      expect(pieces).toHaveLength(Math.ceil(length / MAX_TEXT_LENGTH));
      for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/ $/);
    },
  );

  it('R32: leaves 4 096 characters in one piece, and makes none of nothing', () => {
    expect(splitText('x'.repeat(4_096))).toHaveLength(1);
    expect(splitText('x'.repeat(4_097))).toHaveLength(2);
    expect(splitText('')).toEqual([]);
  });

  it('R32: cuts no family in two, where there is no space to cut at', () => {
    const family = '👨‍👩‍👧‍👦';
    const pieces = splitText(family.repeat(1_000));
    expect(pieces.join('')).toBe(family.repeat(1_000));
    for (const piece of pieces) expect(piece.length % family.length).toBe(0);
  });

  const limit = fc.integer({ min: 2, max: 40 });
  const unit = fc.constantFrom(
    'a',
    'bc',
    ' ',
    '\n',
    '\r\n',
    'é',
    'e\u0301',
    '👍🏽',
    '👨‍👩‍👧‍👦',
    '🇩🇪',
    '한',
    'ㅎㅏㄴ',
    '\u200d',
    ' \u0301',
    '\ud800',
    'ก็',
  );
  const anyText = fc.oneof(
    fc.string({ unit, maxLength: 120 }),
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.string({ unit: 'grapheme', maxLength: 120 }),
  );

  it('R32: joined, the pieces are the text; none is empty, none is too long', () => {
    fc.assert(
      fc.property(anyText, limit, (text, max) => {
        const pieces = splitText(text, max);
        expect(pieces.join('')).toBe(text);
        expect(pieces.every((piece) => piece.length > 0 && piece.length <= max)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('R32: cuts between graphemes wherever each of them fits', () => {
    fc.assert(
      fc.property(anyText, limit, (text, max) => {
        fc.pre([...graphemes.segment(text)].every(({ segment }) => segment.length <= max));
        const allowed = borders(text);
        let at = 0;
        for (const piece of splitText(text, max)) {
          expect(allowed.has(at)).toBe(true);
          at += piece.length;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('R32: cuts no surrogate pair, even inside a grapheme that fits nowhere', () => {
    const text = '\u{1F600}'.padEnd(3, '\u0301') + '\u{E0001}'.repeat(3_000);
    for (const piece of splitText(text)) expect(piece).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
  });

  it('S40: is quick for a hundred thousand characters of any kind', () => {
    for (const unitOfText of ['a', ' ', '\u0301', '👍🏽', '\r\n']) {
      const start = performance.now();
      splitText(unitOfText.repeat(100_000 / unitOfText.length));
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });

  it.each([0, 1, 1.5, Number.NaN])('refuses a limit of %s', (bad) => {
    expect(() => splitText('abc', bad)).toThrow(RangeError);
  });
});
