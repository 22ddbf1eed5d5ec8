/** `a, b c` → tags, each once. Zendesk's tags have no spaces. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((tag) => tag !== ''))];
}

export function idFault(id: string | null): string | null {
  return id === null || /^\d{1,20}$/.test(id) ? null : 'An id is a number.';
}

/** Seconds as people say them: `5m`, `2h`, `1d`, `90` (seconds). undefined = not understood. */
export function secondsOf(text: string): number | undefined {
  const match = /^\s*(\d{1,9})\s*(s|m|min|h|d)?\s*$/i.exec(text);
  if (match?.[1] === undefined) return undefined;
  const factor = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400 }[(match[2] ?? 's').toLowerCase()] ?? 1;
  const seconds = Number(match[1]) * factor;
  return seconds <= 30 * 86_400 ? seconds : undefined;
}

/** 5400 → `90m`; the largest unit that says it whole. */
export function spanOf(seconds: number): string {
  if (seconds === 0) return '0';
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
  ] as const) {
    if (seconds % length === 0) return `${seconds / length}${unit}`;
  }
  return `${seconds}s`;
}

/** `09:00-12:00, 13:00-17:30` → spans; a string = what is wrong with it. */
export function spansOf(text: string): { from: string; to: string }[] | string {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const spans: { from: string; to: string }[] = [];
  for (const part of parts) {
    const match = /^([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*(([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(part);
    if (match === null) return `${part}: times look like 09:00-17:00`;
    spans.push({ from: `${match[1] ?? ''}:${match[2] ?? ''}`, to: match[3] ?? '' });
  }
  return spans;
}

export function spansText(spans: readonly { from: string; to: string }[]): string {
  return spans.map(({ from, to }) => `${from}-${to}`).join(', ');
}
