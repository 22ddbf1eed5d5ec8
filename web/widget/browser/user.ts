import type { WidgetUser } from '../../../contract/widget';

/** What the server takes (contract/widget.ts), said again: a value of contract/ would bring its schemas into the page. */
const LENGTHS = { name: 255, email: 320, avatar: 2048, phone: 64 } as const;
const KEY_LENGTH = 256;
/** Of all that is asked with it the server takes 256 KB. */
const DATA_BYTES = 128_000;

/**
 * The page's user as the server takes it. One odd value would be answered by a refusal of the whole session, and the visitor
 * could say nothing at all: so it is left out, and the page's author is told.
 * @param leftOut is told each field that is left out
 */
export function acceptedUser(said: unknown, leftOut: (field: string) => void): WidgetUser {
  const user: WidgetUser = {};
  if (!isRecord(said)) {
    leftOut('user');
    return user;
  }
  for (const [field, most] of Object.entries(LENGTHS)) {
    const value = said[field];
    if (value === undefined) continue;
    const words = wordsOf(value);
    if (words === undefined || words.length > most) leftOut(`user.${field}`);
    else user[field as keyof typeof LENGTHS] = words;
  }
  if (said['customData'] === undefined) return user;
  const customData = acceptedData(said['customData'], leftOut);
  if (customData === undefined) leftOut('user.customData');
  else user.customData = customData;
  return user;
}

/** Numbers are what a telephone number or an id often is in a page's own data. */
function wordsOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value : undefined;
}

function acceptedData(said: unknown, leftOut: (field: string) => void): Record<string, unknown> | undefined {
  if (!isRecord(said)) return undefined;
  const isKept = ([key]: [string, unknown]) => {
    if (key.length <= KEY_LENGTH) return true;
    leftOut(`user.customData.${key.slice(0, 40)}…`);
    return false;
  };
  try {
    const json = JSON.stringify(Object.fromEntries(Object.entries(said).filter(isKept)));
    if (new TextEncoder().encode(json).length > DATA_BYTES) return undefined;
    // As it will go: what JSON knows nothing of is out of it.
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    // Goes in a circle, or has a number that JSON does not know.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
