import fc from 'fast-check';
import {
  holdMs,
  nextDelayMs,
  parseRetryAfter,
  RETRY_DELAYS_MS,
} from '../../../activities/callbacks/schedule';

const HOUR_MS = 3_600_000;
const middle = () => 0.5;

describe('F30: the retry schedule of callbacks', () => {
  it('is 5 s, 5 min, 30 min, 2 h, 5 h and then 10 h until three days are over', () => {
    const delays = Array.from({ length: 13 }, (_, index) => nextDelayMs(index + 1, undefined, middle));
    expect(delays).toEqual([
      5_000,
      300_000,
      1_800_000,
      2 * HOUR_MS,
      5 * HOUR_MS,
      ...Array<number>(7).fill(10 * HOUR_MS),
      undefined,
    ]);
    expect(RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay) / HOUR_MS).toBeCloseTo(77.6, 1);
  });

  it('is used up for good, also for a redelivery', () => {
    expect([13, 14, 1_000].map((attempts) => nextDelayMs(attempts, undefined))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('spreads by a fifth to either side', () => {
    expect(nextDelayMs(1, undefined, () => 0)).toBe(4_000);
    expect(nextDelayMs(1, undefined, () => 0.999_999)).toBe(6_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (n, r) => {
          const delay = nextDelayMs(n, undefined, () => r) ?? Number.NaN;
          const nominal = RETRY_DELAYS_MS[n - 1] ?? Number.NaN;
          expect(delay).toBeGreaterThanOrEqual(nominal * 0.8);
          expect(delay).toBeLessThanOrEqual(nominal * 1.2);
        },
      ),
    );
  });

  it('waits longer when the receiver asks for it, never shorter, and at most ten hours', () => {
    expect(nextDelayMs(1, 90_000, middle)).toBe(90_000);
    expect(nextDelayMs(2, 1_000, middle)).toBe(300_000);
    expect(nextDelayMs(1, 1_000 * HOUR_MS, middle)).toBe(10 * HOUR_MS);
  });
});

describe('how long later callbacks are held', () => {
  it('is until the first repeat of the failed one, so that a hiccup does not change the order', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (r) => {
        const delay = nextDelayMs(1, undefined, () => r) ?? Number.NaN;
        expect(holdMs(delay, undefined)).toBe(delay);
      }),
    );
  });

  it('is six seconds when the failed one waits for hours', () => {
    expect(holdMs(10 * HOUR_MS, undefined)).toBe(6_000);
  });

  it('is what the receiver asked for, up to a minute', () => {
    expect(holdMs(30_000, 30_000)).toBe(30_000);
    expect(holdMs(HOUR_MS, HOUR_MS)).toBe(60_000);
    expect(holdMs(300_000, 1_000)).toBe(6_000);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-24T10:00:00Z');
  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['0', 0],
    ['120', 120_000],
    ['Tue, 24 Nov 2026 10:02:00 GMT', 120_000],
    ['Tue, 24 Nov 2026 09:00:00 GMT', 0],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e9', undefined],
    ['99999999999999999999', undefined],
    ['soon', undefined],
    ['Tue, nonsense', undefined],
    ['2026-11-24', undefined],
    ['5, 10', undefined],
  ])('%j is %p ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
