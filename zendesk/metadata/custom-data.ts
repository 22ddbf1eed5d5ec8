import { isCustomDataAllowed } from '../../contract/preferences';
import { neutralise } from './neutralise';
import { tagsIn } from './tags';
import type { TicketMetadataInput } from './types';

const PREFIX = 'dataCapture.';
const SYSTEM = `${PREFIX}systemField.`;
const FIELD = `${PREFIX}ticketField.`;
export const TAGS = `${SYSTEM}tags`;
const PRIORITIES = new Set(['low', 'normal', 'high', 'urgent']);
const MAX_REQUESTER_LENGTH = 320;

export interface CustomData {
  values: ReadonlyMap<string, string | number | boolean>;
  tags: string[];
  dropped: Dropped[];
}

/** What is not passed on, and why: the first says it to the agent, both to the admin. */
export interface Dropped {
  key: string;
  reason: string;
}

const NOT_ALLOWED = 'not among the keys that an unverified visitor may set';
const NOT_TAKEN = 'not a value that this field takes';

/**
 * The part of `customData` that may become ticket data. Only `dataCapture.*` is ever passed on, the rest is the customer's own
 * (R44). An unverified visitor is bound by the allow-list; a verified one may set any (S15).
 */
export function readCustomData({ user, preferences }: TicketMetadataInput): CustomData {
  const values = new Map<string, string | number | boolean>();
  const dropped: Dropped[] = [];
  let tags: string[] = [];
  const mayMail = user.verified === true || preferences.requesterEmail === 'always';
  for (const [key, raw] of Object.entries(user.customData ?? {})) {
    if (!key.startsWith(PREFIX)) continue;
    const isPermitted = user.verified === true || isCustomDataAllowed(key, preferences.customDataAllow);
    const value = isPermitted ? checked(key, raw, mayMail) : undefined;
    if (isPermitted && key === TAGS) tags = tagsIn(raw);
    else if (value === undefined) dropped.push({ key, reason: isPermitted ? NOT_TAKEN : NOT_ALLOWED });
    else values.set(key, value);
  }
  return { values, tags, dropped };
}

/** Flat and of the kind that the field takes; undefined where Zendesk would silently ignore it, or worse. */
function checked(key: string, raw: unknown, mayMail: boolean): string | number | boolean | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') return undefined;
  if (typeof raw === 'number' && !Number.isFinite(raw)) return undefined;
  // Ticket fields have numeric ids; anything else Zendesk ignores without a word (R43).
  if (key.startsWith(FIELD) && !/^\d{1,20}$/.test(key.slice(FIELD.length))) return undefined;
  const value = typeof raw === 'string' ? neutralise(raw) : raw;
  if (!key.startsWith(SYSTEM)) return value;
  const field = key.slice(SYSTEM.length);
  const words = String(value).trim();
  if (field === 'priority') return PRIORITIES.has(words.toLowerCase()) ? words.toLowerCase() : undefined;
  if (field.endsWith('_id')) return /^\d{1,20}$/.test(words) ? words : undefined;
  if (field === 'requester.email' && !(mayMail && isEmail(words))) return undefined;
  if (field.startsWith('requester.')) return words.length <= MAX_REQUESTER_LENGTH ? words : undefined;
  return value;
}

export function isEmail(text: string): boolean {
  return text.length <= MAX_REQUESTER_LENGTH && /^[^\s@,<>"]+@[^\s@,<>"]+$/.test(text);
}
