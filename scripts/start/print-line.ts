import { LOG_LEVELS, type LogLevel } from '../../config/logger';

const NOT_REPEATED = new Set(['level', 'time', 'part', 'msg', 'err', 'error', 'pid', 'hostname']);

/**
 * One line of a part's output as a person reads it, or undefined when it is below `threshold`. Our parts and the
 * Temporal server log JSON; every other line (a crash, a banner) is shown as it is where `plain` is true.
 */
export function readableLine(
  part: string,
  line: string,
  threshold: LogLevel,
  plain: boolean,
): string | undefined {
  const entry = parse(line);
  if (entry === undefined) {
    const text = line.startsWith(`[${part}] `) ? line.slice(part.length + 3) : line;
    return plain && text.trim() !== '' ? `${prefix(part)} ${text}` : undefined;
  }
  const level = String(entry['level']).toLowerCase();
  if (rank(level) > rank(threshold)) return undefined;
  const time = String(entry['time']).slice(11, 19);
  return [
    prefix(part),
    time,
    level.toUpperCase().padEnd(5),
    text(entry['msg']),
    ...fields(entry),
    ...failure(entry),
  ]
    .join(' ')
    .trimEnd();
}

export function prefix(part: string): string {
  return `[${part}]`.padEnd(11);
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const json = JSON.parse(line) as Record<string, unknown>;
    return 'level' in json ? json : undefined;
  } catch {
    return undefined;
  }
}

/** `fatal` is 0; a level that we do not know is shown. */
function rank(level: string): number {
  return LOG_LEVELS.findIndex((known) => known === level);
}

function fields(entry: Record<string, unknown>): string[] {
  return Object.entries(entry)
    .filter(([key, value]) => !NOT_REPEATED.has(key) && value !== undefined)
    .map(([key, value]) => `${key}=${text(value)}`);
}

function failure(entry: Record<string, unknown>): string[] {
  const error = entry['err'] ?? entry['error'];
  if (error === undefined) return [];
  if (typeof error !== 'object' || error === null) return [`(${text(error)})`];
  const { name, message } = error as { name?: unknown; message?: unknown };
  return [`(${text(name)}: ${text(message)})`];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
