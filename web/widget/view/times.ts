import { fill, type Language } from '../texts';

/** The clock, as the visitor's language writes it. */
export function timeOf(at: string, { locale }: Language): string {
  return format(at, locale, { hour: '2-digit', minute: '2-digit' });
}

/** "Today", "Yesterday", else the date. */
export function dayOf(at: string, { locale }: Language, now = new Date()): string {
  const days = Math.round((midnight(new Date(at)) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  return format(at, locale, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** Whether two times are on different days where the visitor is. */
export function isOtherDay(one: string | undefined, other: string): boolean {
  return one === undefined || midnight(new Date(one)) !== midnight(new Date(other));
}

/** "Our team is back Monday 09:00", as precisely as it is known. */
export function closedWords(opensAt: string | null, language: Language, now = new Date()): string {
  const { texts, locale } = language;
  if (opensAt === null || Number.isNaN(Date.parse(opensAt))) return texts.closed;
  const isToday = midnight(new Date(opensAt)) === midnight(now);
  const isThisWeek = Date.parse(opensAt) - now.getTime() < 6 * 86_400_000;
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const date = {
    weekday: 'long',
    ...(isThisWeek ? {} : ({ day: 'numeric', month: 'long' } as const)),
  } as const;
  return fill(texts.closedUntil, { time: format(opensAt, locale, isToday ? clock : { ...date, ...clock }) });
}

function format(at: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : new Intl.DateTimeFormat(locale, options).format(date);
}

function midnight(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0);
}
