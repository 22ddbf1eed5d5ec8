import { HttpError } from './errors';

const MAX_DEPTH = 32;
const MAX_KEYS = 1000;

/**
 * Makes a parsed JSON value harmless, in place: an own key `__proto__` is dropped (a later `Object.assign` would change the
 * prototype, S17); NUL and half surrogates, which PostgreSQL refuses in text, become U+FFFD, so that a message with one is
 * neither lost nor a server error.
 * @throws HttpError `invalid_json` when nested deeper than 32 levels or with more than 1000 keys in one object (S10).
 */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH)
    throw new HttpError('invalid_json', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    for (const [index, inner] of list.entries()) list[index] = cleanJson(inner, depth + 1);
    return list;
  }
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object);
  if (keys.length > MAX_KEYS)
    throw new HttpError('invalid_json', `An object has more than ${MAX_KEYS} keys.`);
  for (const key of keys) {
    const clean = cleanText(key);
    const inner = object[key];
    if (key === '__proto__' || clean !== key) Reflect.deleteProperty(object, key);
    if (key !== '__proto__') object[clean] = cleanJson(inner, depth + 1);
  }
  return value;
}

function cleanText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');
}
