const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `12 kB`, as the visitor's language writes it. */
export function sizeWords(bytes: number, locale: string): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const unit = UNITS[step] ?? 'byte';
  const maximumFractionDigits = step > 1 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits }).format(
    bytes / 1000 ** step,
  );
}
