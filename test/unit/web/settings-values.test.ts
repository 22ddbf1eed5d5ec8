import {
  idFault,
  secondsOf,
  spanOf,
  spansOf,
  spansText,
  tagsOf,
} from '../../../web/settings/preferences/values';

describe('R54: what is typed into the preferences', () => {
  it('tags: by commas, spaces and lines, each once', () => {
    expect(tagsOf(' vip, from_bot  vip\nx,')).toEqual(['vip', 'from_bot', 'x']);
    expect(tagsOf(' , ')).toEqual([]);
  });

  it.each([
    ['90', 90],
    ['90s', 90],
    ['10 min', 600],
    ['2H', 7_200],
    ['30d', 2_592_000],
    ['0', 0],
    ['31d', undefined],
    ['soon', undefined],
    ['1.5h', undefined],
    ['-5m', undefined],
    ['', undefined],
  ])('a time: %s', (typed, seconds) => {
    expect(secondsOf(typed)).toBe(seconds);
  });

  it('seconds are said in the largest unit that says them whole, and read back the same', () => {
    expect([0, 90, 600, 5_400, 7_200, 86_400].map(spanOf)).toEqual(['0', '90s', '10m', '90m', '2h', '1d']);
    for (const seconds of [0, 1, 59, 60, 3_601, 86_400 * 29])
      expect(secondsOf(spanOf(seconds))).toBe(seconds);
  });

  it('open times: two spans, the end of the day, closed; what is not a time is named', () => {
    const spans = [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '24:00' },
    ];
    expect(spansOf('09:00-12:00, 13:00 – 24:00')).toEqual(spans);
    expect(spansOf(spansText(spans))).toEqual(spans);
    expect(spansOf('')).toEqual([]);
    for (const typed of ['9-5', '24:00-25:00', '09:60-10:00', '09:00']) {
      expect(spansOf(typed)).toMatch(/times look like/);
    }
  });

  it('ids are numbers', () => {
    expect([idFault(null), idFault('360001234567')]).toEqual([null, null]);
    expect(idFault('support')).toBe('An id is a number.');
  });
});
