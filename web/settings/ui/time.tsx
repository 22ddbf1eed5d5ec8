const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** A moment, in the reader's own zone; its exact ISO form is in the element. */
export function Time({ at, relative = false }: { at: string | null; relative?: boolean }) {
  if (at === null) return <span>never</span>;
  const date = new Date(at);
  return (
    <time dateTime={at} title={FORMAT.format(date)}>
      {relative ? ago(date) : FORMAT.format(date)}
    </time>
  );
}

function ago(date: Date): string {
  const ms = date.getTime() - Date.now();
  for (const [unit, length] of UNITS) {
    if (Math.abs(ms) >= length) return RELATIVE.format(Math.round(ms / length), unit);
  }
  return 'just now';
}
