/*
 * Reading JSON of others without trusting its shape. No schema here on purpose: one odd field of a message must cost that
 * field, never the message.
 */

/** A plain object, or an empty one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The string and number ids of Zendesk as a string. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}

/** Flat metadata without what is not flat; `__proto__` cannot be set by it (S17). */
export function toMetadata(value: unknown): Record<string, string | number | boolean> {
  const flat: [string, string | number | boolean][] = [];
  for (const [key, entry] of Object.entries(objectOf(value))) {
    const isFlat = typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean';
    if (isFlat && key !== '__proto__') flat.push([key, entry]);
  }
  return Object.fromEntries(flat);
}
