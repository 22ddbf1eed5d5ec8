import { sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/*
 * Spans by the database's clock: those of the processes that write and read them may differ.
 */

export const fromNow = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

/** Milliseconds until then; 0 = past, or never. */
export const msUntil = (time: AnyPgColumn | SQL) =>
  sql<number>`greatest(0, coalesce(ceil(1000 * extract(epoch from ${time} - now())), 0))`.mapWith(Number);
