import { DateTime } from 'luxon';
import { WEEK_DAYS, type OfficeHours } from '../contract/preferences';

interface Interval {
  startMs: number;
  endMs: number;
}

/** Holidays can be given for a year; what does not open in that time counts as never. */
const HORIZON_DAYS = 400;

/** Whether somebody is there at `at`. A span that ends at or before its start goes past midnight. */
export function isOpen(hours: OfficeHours, at: Date): boolean {
  const today = dayOf(hours, at);
  const atMs = at.getTime();
  return [today.minus({ days: 1 }), today].some((day) =>
    intervalsOf(hours, day).some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs),
  );
}

/** The first instant from `at` on at which it is open (`at` itself when it is); null: not within 400 days. */
export function nextOpeningAt(hours: OfficeHours, at: Date): Date | null {
  if (isOpen(hours, at)) return at;
  const today = dayOf(hours, at);
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead += 1) {
    const starts = intervalsOf(hours, today.plus({ days: ahead }))
      .filter(({ startMs, endMs }) => startMs < endMs && startMs >= at.getTime())
      .map(({ startMs }) => startMs);
    if (starts.length > 0) return new Date(Math.min(...starts));
  }
  return null;
}

/** The instant as the user may read it: weekday, date and time in the office's zone, worded in their language if it is known. */
export function formatOpening(hours: OfficeHours, at: Date, language: string | undefined): string {
  const local = DateTime.fromJSDate(at, { zone: hours.timeZone });
  const locale = language !== undefined && isLocale(language) ? language : 'en';
  return `${local.setLocale(locale).toFormat('cccc d LLLL, HH:mm')} (${hours.timeZone})`;
}

function dayOf(hours: OfficeHours, at: Date): DateTime {
  return DateTime.fromJSDate(at, { zone: hours.timeZone }).startOf('day');
}

/** The open times that begin on this local day; a dated exception stands instead of the week's. */
function intervalsOf(hours: OfficeHours, day: DateTime): Interval[] {
  const date = day.toISODate();
  const exception = hours.exceptions.find((entry) => entry.date === date);
  const weekDay = WEEK_DAYS[day.weekday - 1];
  const spans = exception?.open ?? (weekDay === undefined ? undefined : hours.weekly[weekDay]) ?? [];
  return spans.map(({ from, to }) => ({
    startMs: clockOn(day, from),
    endMs: clockOn(to <= from ? day.plus({ days: 1 }) : day, to),
  }));
}

/** Wall clock time on a day. One that the change to summer time skips is taken as that much later. */
function clockOn(day: DateTime, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour === 24 ? day.plus({ days: 1 }).toMillis() : day.set({ hour, minute }).toMillis();
}

function isLocale(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
}
