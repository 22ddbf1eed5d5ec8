import { formatOpening, isOpen, nextOpeningAt } from '../../../api/office-hours';
import { officeHoursSchema, type OfficeHours } from '../../../contract/preferences';

const hours = (change: Record<string, unknown> = {}): OfficeHours =>
  officeHoursSchema.parse({
    timeZone: 'Europe/Berlin',
    weekly: {
      monday: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '17:00' },
      ],
      friday: [{ from: '09:00', to: '24:00' }],
    },
    ...change,
  });
const at = (text: string) => new Date(text);
const next = (office: OfficeHours, from: string) => nextOpeningAt(office, at(from))?.toISOString() ?? null;

describe('R47: office hours', () => {
  it.each([
    ['2026-11-23T07:59:59.999Z', false],
    ['2026-11-23T08:00:00.000Z', true],
    ['2026-11-23T10:59:59.999Z', true],
    ['2026-11-23T11:00:00.000Z', false],
    ['2026-11-23T12:00:00.000Z', true],
    ['2026-11-23T16:00:00.000Z', false],
    ['2026-11-24T10:00:00.000Z', false],
    ['2026-11-27T22:59:59.999Z', true],
    ['2026-11-27T23:00:00.000Z', false],
  ])('at %s open is %s: from is in, to is out, 24:00 is midnight', (time, open) => {
    expect(isOpen(hours(), at(time))).toBe(open);
  });

  it('the next opening is now when it is open, else the next span', () => {
    expect(next(hours(), '2026-11-23T09:00:00.000Z')).toBe('2026-11-23T09:00:00.000Z');
    expect(next(hours(), '2026-11-23T11:30:00.000Z')).toBe('2026-11-23T12:00:00.000Z');
    expect(next(hours(), '2026-11-23T18:00:00.000Z')).toBe('2026-11-27T08:00:00.000Z');
    expect(next(hours(), '2026-11-28T12:00:00.000Z')).toBe('2026-11-30T08:00:00.000Z');
  });

  it('a dated exception stands instead of the week, closed or with times of its own', () => {
    const office = hours({
      exceptions: [
        { date: '2026-11-23', open: [], name: 'Holiday' },
        { date: '2026-11-24', open: [{ from: '10:00', to: '11:00' }] },
      ],
    });
    expect(isOpen(office, at('2026-11-23T09:00:00.000Z'))).toBe(false);
    expect(isOpen(office, at('2026-11-24T09:30:00.000Z'))).toBe(true);
    expect(next(office, '2026-11-23T06:00:00.000Z')).toBe('2026-11-24T09:00:00.000Z');
  });

  it('keeps the wall clock over both changes of time in Berlin', () => {
    const daily = hours({ weekly: { saturday: nine(), sunday: nine(), monday: nine() } });
    expect(next(daily, '2026-03-28T20:00:00.000Z')).toBe('2026-03-29T07:00:00.000Z');
    expect(next(daily, '2026-03-27T20:00:00.000Z')).toBe('2026-03-28T08:00:00.000Z');
    expect(next(daily, '2026-10-24T20:00:00.000Z')).toBe('2026-10-25T08:00:00.000Z');
    expect(next(daily, '2026-10-23T20:00:00.000Z')).toBe('2026-10-24T07:00:00.000Z');
  });

  it('a time that the change to summer time skips opens as much later; the day is not lost', () => {
    const office = hours({ weekly: { sunday: [{ from: '02:30', to: '05:00' }] } });
    expect(next(office, '2026-03-29T00:00:00.000Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(isOpen(office, at('2026-03-29T01:30:00.000Z'))).toBe(true);
  });

  it('a day of 25 hours is open to its end', () => {
    const office = hours({ weekly: { sunday: [{ from: '00:00', to: '24:00' }] } });
    expect(isOpen(office, at('2026-10-25T22:59:59.000Z'))).toBe(true);
    expect(isOpen(office, at('2026-10-25T23:00:00.000Z'))).toBe(false);
  });

  it('a span past midnight belongs to the day it began on', () => {
    const office = hours({ timeZone: 'Asia/Kolkata', weekly: { friday: [{ from: '22:00', to: '02:00' }] } });
    expect(isOpen(office, at('2026-11-27T16:30:00.000Z'))).toBe(true);
    expect(isOpen(office, at('2026-11-27T20:29:59.000Z'))).toBe(true);
    expect(isOpen(office, at('2026-11-27T20:30:00.000Z'))).toBe(false);
  });

  it('an office that never opens has no next opening', () => {
    expect(nextOpeningAt(hours({ weekly: {} }), at('2026-11-23T09:00:00.000Z'))).toBeNull();
  });

  it('words the opening in the user’s language where it is one, in the office’s zone always', () => {
    const opening = at('2026-11-23T08:00:00.000Z');
    expect(formatOpening(hours(), opening, undefined)).toBe('Monday 23 November, 09:00 (Europe/Berlin)');
    expect(formatOpening(hours(), opening, 'de')).toBe('Montag 23 November, 09:00 (Europe/Berlin)');
    expect(formatOpening(hours(), opening, 'not a language')).toBe(
      'Monday 23 November, 09:00 (Europe/Berlin)',
    );
  });
});

function nine() {
  return [{ from: '09:00', to: '17:00' }];
}
