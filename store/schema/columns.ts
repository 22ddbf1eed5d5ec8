import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';
import { cleanJson, cleanText } from '../clean';

/** `text`, cleaned on its way in, as a value and in a comparison. */
export const text = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: cleanText,
});

const structured = (dataType: 'json' | 'jsonb') =>
  customType<{ data: unknown; driverData: unknown }>({
    dataType: () => dataType,
    toDriver: (value) => JSON.stringify(cleanJson(value)),
    fromDriver: (value) => value,
  });
const jsonb = structured('jsonb');
const verbatim = structured('json');

/** `jsonb` of a known shape, cleaned on its way in. */
export function json<T>(name: string) {
  return jsonb(name).$type<T>();
}

/** The same as `json`: keeps the order of keys, and costs nothing to parse. For what is only ever stored and read whole. */
export function wholeJson<T>(name: string) {
  return verbatim(name).$type<T>();
}

/** A point in time, to the millisecond. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** A number that only ever grows, given by the database. */
export const position = () => bigint('position', { mode: 'number' }).notNull().generatedAlwaysAsIdentity();
