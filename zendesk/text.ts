/** Characters that one Sunshine message holds, counted as UTF-16 units: the strictest reading of its limit. */
export const MAX_TEXT_LENGTH = 4096;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Splits a text into pieces of at most `limit` characters: after white space where there is some in the second half of the
 * piece, else between two graphemes. The pieces joined are the text, exactly: their number travels in the message metadata
 * (`part`), not in the words. An empty text has no pieces. A single grapheme longer than `limit` is cut between code points.
 * @throws RangeError when `limit` is not an integer of at least 2
 */
export function splitText(text: string, limit: number = MAX_TEXT_LENGTH): string[] {
  if (!Number.isInteger(limit) || limit < 2) throw new RangeError('limit must be an integer of at least 2');
  const pieces: string[] = [];
  let at = 0;
  while (text.length - at > limit) {
    // Two more than fit: whether a grapheme ends at the limit is known from the code point behind it.
    const length = pieceLength(text.slice(at, at + limit + 2), limit);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

function pieceLength(window: string, limit: number): number {
  let border = 0;
  let wordBorder = 0;
  for (const { index, segment } of graphemes.segment(window)) {
    if (index > limit) break;
    border = index;
    const end = index + segment.length;
    if (end <= limit && /^\s+$/.test(segment)) wordBorder = end;
  }
  if (wordBorder >= limit / 2) return wordBorder;
  return border > 0 ? border : codePointBorder(window, limit);
}

function codePointBorder(window: string, limit: number): number {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(window.slice(limit - 1)) ? limit - 1 : limit;
}
