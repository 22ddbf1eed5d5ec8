const MAX_DEPTH = 64;
const SURROGATE = /[\ud800-\udfff]/;

/**
 * Text as Postgres can hold it: without NUL, lone surrogates replaced by U+FFFD. Such a character in a customer's or agent's
 * words would make every attempt to store them fail in the same way, for ever (S28).
 */
export function cleanText(text: string): string {
  const withoutNul = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return SURROGATE.test(withoutNul) ? Buffer.from(withoutNul).toString() : withoutNul;
}

/** The same for every string and key within a JSON value. What lies deeper than 64 levels becomes null: parsers recurse. */
export function cleanJson<T>(value: T): T {
  return cleanValue(value, 0) as T;
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  // fromEntries defines own properties: a key `__proto__` stays data.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), cleanValue(item, depth + 1)]),
  );
}
