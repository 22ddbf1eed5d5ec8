import { and, desc, eq, gt, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import type { Secret } from '../../config/secret';
import type { StoreContext } from '../context';
import type { SecretPlace } from '../crypto';
import type { Db } from '../db/engine';
import { callbackSecrets, webhookSecrets } from '../schema/copilots';
import type { WebhookSecret } from '../types/connections';

const GRACE_MS = 24 * 3600 * 1000;

/** Two tables of one shape: secrets of which several live beside each other after a change. */
const TABLES = { callback_secret: callbackSecrets, webhook_secret: webhookSecrets };
type Rotating = Extract<SecretPlace['field'], keyof typeof TABLES>;
type Table = (typeof TABLES)[Rotating];

/** The live ones, newest first. @throws StoreError `unreadable_secret` */
export async function liveSecrets(
  context: StoreContext,
  db: Db,
  field: Rotating,
  copilotId: string,
): Promise<WebhookSecret[]> {
  const rows = await liveRows(context, db, field, copilotId);
  return rows.map((row) => openSecret(context, field, row));
}

/** For the admin, who can replace one that no key reads any more only where the others are still shown. */
export async function readableSecrets(
  context: StoreContext,
  db: Db,
  field: Rotating,
  copilotId: string,
): Promise<WebhookSecret[]> {
  const rows = await liveRows(context, db, field, copilotId);
  return rows
    .filter(({ secret }) => context.keyring.reads({ copilotId, field }, secret))
    .map((row) => openSecret(context, field, row));
}

function liveRows({ now }: StoreContext, db: Db, field: Rotating, copilotId: string) {
  const table = TABLES[field];
  return db
    .select()
    .from(table)
    .where(isLiveOf(table, copilotId, now()))
    .orderBy(desc(table.position));
}

/** The live envelopes as a column of another statement, newest first. */
export function liveEnvelopes(
  { now }: StoreContext,
  db: Db,
  field: Rotating,
  copilotId: string,
): SQL<string[]> {
  const table = TABLES[field];
  const live = db
    .select({ all: sql`json_agg(${table.secret} order by ${table.position} desc)` })
    .from(table)
    .where(isLiveOf(table, copilotId, now()));
  return sql`coalesce((${live}), '[]'::json)`;
}

function isLiveOf(table: Table, copilotId: string, now: Date): SQL | undefined {
  return and(eq(table.copilotId, copilotId), isLive(table, now));
}

export function isLive({ validUntil }: Table, now: Date): SQL | undefined {
  return or(isNull(validUntil), gt(validUntil, now));
}

/** @throws StoreError `unreadable_secret` */
export function openSecret(
  { keyring }: StoreContext,
  field: Rotating,
  { copilotId, secret, setAt, validUntil }: Table['$inferSelect'],
): WebhookSecret {
  return { secret: keyring.decrypt({ copilotId, field }, secret), setAt, validUntil };
}

/**
 * Puts a secret in front; the former ones stay valid for 24 h, `keep` live ones at the most. The one in front saved again
 * changes nothing; an older one saved again moves to the front. One that no key reads any more is of no use to anybody and goes:
 * it would keep the new one from being read.
 */
export async function putSecret(
  context: StoreContext,
  tx: Db,
  field: Rotating,
  copilotId: string,
  secret: Secret,
  keep: number,
): Promise<void> {
  const table = TABLES[field];
  const now = context.now();
  const envelope = context.keyring.encrypt({ copilotId, field }, secret);
  await tx.delete(table).where(and(eq(table.copilotId, copilotId), lte(table.validUntil, now)));
  const rows = await tx
    .select()
    .from(table)
    .where(eq(table.copilotId, copilotId))
    .orderBy(desc(table.position));
  const place = { copilotId, field };
  const same = rows.findIndex((row) => context.keyring.holds(place, row.secret, secret));
  if (same === 0) return;
  const others = rows.filter((row, index) => index !== same && context.keyring.reads(place, row.secret));
  for (const row of rows) {
    if (!others.slice(0, keep - 1).includes(row))
      await tx.delete(table).where(eq(table.position, row.position));
  }
  await tx
    .update(table)
    .set({ validUntil: new Date(now.getTime() + GRACE_MS) })
    .where(and(eq(table.copilotId, copilotId), isNull(table.validUntil)));
  await tx.insert(table).values({ copilotId, secret: envelope, setAt: now });
}
