import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  gt,
  isNull,
  lt,
  lte,
  ne,
  not,
  or,
  sql,
  type SQL,
} from 'drizzle-orm';
import { alias, type AnyPgColumn } from 'drizzle-orm/pg-core';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { liveEnvelopes } from '../copilots/secrets';
import { copilots } from '../schema/copilots';
import { callbacks } from '../schema/logs';
import type { CallbackStore } from '../types/callbacks';
import { fromNow, msUntil } from '../work/database-clock';
import { toDelivery } from './view';

/** Sessions that one look of the reconciler takes care of. */
const OVERDUE_LIMIT = 1000;
const MAX_ERROR_LENGTH = 500;

/** Not as a parameter: a statement that is planned once for all parameters could not use the index of the pending ones. */
const IS_PENDING = sql`'pending'`;

/** The table once more, for what is asked of the others of a session. */
const others = alias(callbacks, 'others');

type Text = string | AnyPgColumn;

const pendingOf = (table: typeof callbacks | typeof others, copilotId: Text, sessionId: Text) =>
  and(eq(table.copilotId, copilotId), eq(table.sessionId, sessionId), eq(table.status, IS_PENDING));

/** One that was never tried is due since ever, whoever's clock wrote it (F27). */
const dueAt = ({ nextAttemptAt }: typeof callbacks | typeof others) =>
  sql<Date>`coalesce(${nextAttemptAt}, to_timestamp(0))`.mapWith(nextAttemptAt);

/** What pending callbacks come to. `min` of none is null, which `mapWith` passes by. */
const restOf = (
  table: typeof callbacks | typeof others,
): { nextDueAt: SQL<Date | null>; blockedForMs: SQL<number> } => ({
  nextDueAt: sql`min(${dueAt(table)})`.mapWith(callbacks.nextAttemptAt),
  blockedForMs: msUntil(sql`max(${table.blocksUntil})`),
});

/** Somebody is sending one of the session, or it has just failed. */
const isBlocked = (db: Db, copilotId: Text, sessionId: Text) =>
  exists(
    db
      .select({ id: others.id })
      .from(others)
      .where(and(pendingOf(others, copilotId, sessionId), gt(others.blocksUntil, sql`now()`))),
  );

export function createCallbackStore(context: StoreContext): CallbackStore {
  const { database, now } = context;
  return {
    claimNext: ({ copilotId, sessionId, now: at, forMs }) =>
      database.run(async (db) => {
        const oldestDue = db
          .select({ id: callbacks.id })
          .from(callbacks)
          .where(
            and(
              pendingOf(callbacks, copilotId, sessionId),
              lte(dueAt(callbacks), at),
              not(isBlocked(db, copilotId, sessionId)),
            ),
          )
          .orderBy(asc(callbacks.position))
          .limit(1);
        const [due] = await db
          .update(callbacks)
          .set({ blocksUntil: fromNow(forMs) })
          .from(copilots)
          .where(
            and(
              eq(callbacks.id, oldestDue),
              eq(copilots.id, callbacks.copilotId),
              // Two that look at the same moment find the same one: the second waits for the first, and then sees this.
              eq(callbacks.status, 'pending'),
              or(isNull(callbacks.blocksUntil), lte(callbacks.blocksUntil, sql`now()`)),
            ),
          )
          .returning({
            id: callbacks.id,
            type: callbacks.type,
            body: callbacks.body,
            attempts: callbacks.attempts,
            createdAt: callbacks.createdAt,
            url: copilots.callbackUrl,
            envelopes: liveEnvelopes(context, db, 'callback_secret', copilotId),
          });
        if (due === undefined) return undefined;
        const { envelopes, ...callback } = due;
        const place = { copilotId, field: 'callback_secret' } as const;
        return { ...callback, secrets: envelopes.map((one) => context.keyring.decrypt(place, one)) };
      }),

    async keepClaim(id, forMs) {
      await database.run((db) =>
        db
          .update(callbacks)
          .set({ blocksUntil: fromNow(forMs) })
          .where(and(eq(callbacks.id, id), eq(callbacks.status, 'pending'))),
      );
    },

    async pending(copilotId, sessionId) {
      const [rest] = await database.run((db) =>
        db
          .select(restOf(callbacks))
          .from(callbacks)
          .where(pendingOf(callbacks, copilotId, sessionId)),
      );
      return { nextDueAt: rest?.nextDueAt ?? null, blockedForMs: rest?.blockedForMs ?? 0 };
    },

    async recordAttempt(id, result) {
      const changes =
        result.outcome === 'delivered'
          ? {
              status: 'delivered' as const,
              deliveredAt: now(),
              lastError: null,
              nextAttemptAt: null,
              blocksUntil: null,
            }
          : {
              status: result.outcome === 'retry' ? ('pending' as const) : ('failed' as const),
              lastError: result.error.slice(0, MAX_ERROR_LENGTH),
              nextAttemptAt: result.outcome === 'retry' ? result.nextAttemptAt : null,
              blocksUntil: result.outcome === 'retry' ? fromNow(result.blockForMs) : null,
            };
      const [rest] = await database.run((db) => {
        const recorded = db.$with('recorded').as(
          db
            .update(callbacks)
            .set({ ...changes, attempts: sql`${callbacks.attempts} + 1` })
            .where(and(eq(callbacks.id, id), eq(callbacks.status, 'pending')))
            .returning({ id: callbacks.id, copilotId: callbacks.copilotId, sessionId: callbacks.sessionId }),
        );
        // One statement: it sees the others as they were when it began (activities/callbacks/first-attempt.ts), this one unchanged.
        return db
          .with(recorded)
          .select({ ...restOf(others), isRecorded: sql<boolean>`exists(select from ${recorded})` })
          .from(others)
          .innerJoin(
            recorded,
            and(pendingOf(others, recorded.copilotId, recorded.sessionId), ne(others.id, recorded.id)),
          );
      });
      if (rest?.isRecorded !== true) return undefined;
      const { nextDueAt, blockedForMs } = rest;
      if (result.outcome !== 'retry') return { nextDueAt, blockedForMs };
      const { nextAttemptAt, blockForMs } = result;
      return {
        nextDueAt: nextDueAt === null || nextAttemptAt < nextDueAt ? nextAttemptAt : nextDueAt,
        blockedForMs: Math.max(blockedForMs, blockForMs),
      };
    },

    async list({ copilotId, status, after, limit }) {
      const rows = await database.run((db) => {
        const cursor = db
          .select({ position: callbacks.position })
          .from(callbacks)
          .where(and(eq(callbacks.copilotId, copilotId), eq(callbacks.id, after ?? '')));
        return db
          .select()
          .from(callbacks)
          .where(
            and(
              eq(callbacks.copilotId, copilotId),
              status && eq(callbacks.status, status),
              after === undefined ? undefined : lt(callbacks.position, sql`(${cursor})`),
            ),
          )
          .orderBy(desc(callbacks.position))
          .limit(limit + 1);
      });
      const page = rows.slice(0, limit);
      return { items: page.map(toDelivery), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
    },

    async counts(copilotId) {
      const rows = await database.run((db) =>
        db
          .select({ status: callbacks.status, count: count() })
          .from(callbacks)
          .where(and(eq(callbacks.copilotId, copilotId), ne(callbacks.status, 'delivered')))
          .groupBy(callbacks.status),
      );
      const of = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
      return { pending: of('pending'), failed: of('failed') };
    },

    async ofHandoff(handoffId, limit) {
      const rows = await database.run((db) =>
        db
          .select()
          .from(callbacks)
          .where(eq(callbacks.handoffId, handoffId))
          .orderBy(desc(callbacks.position))
          .limit(limit),
      );
      return rows.map(toDelivery).reverse();
    },

    async redeliver(id) {
      // Attempts start anew, and with them the schedule of retries.
      const [row] = await database.run((db) =>
        db
          .update(callbacks)
          .set({ status: 'pending', nextAttemptAt: null, attempts: 0, deliveredAt: null, blocksUntil: null })
          .where(eq(callbacks.id, id))
          .returning({ copilotId: callbacks.copilotId, sessionId: callbacks.sessionId }),
      );
      return row;
    },

    sessionsOverdue: (graceMs) =>
      database.run((db) =>
        db
          .selectDistinct({ copilotId: callbacks.copilotId, sessionId: callbacks.sessionId })
          .from(callbacks)
          .where(
            and(
              eq(callbacks.status, IS_PENDING),
              // Not by coalesce(): the index on next_attempt_at would be of no use.
              or(
                lt(callbacks.nextAttemptAt, fromNow(-graceMs)),
                and(isNull(callbacks.nextAttemptAt), lt(callbacks.createdAt, fromNow(-graceMs))),
                // Written by a process whose clock is ahead (F27).
                and(isNull(callbacks.nextAttemptAt), gt(callbacks.createdAt, fromNow(graceMs))),
              ),
              not(isBlocked(db, callbacks.copilotId, callbacks.sessionId)),
            ),
          )
          .limit(OVERDUE_LIMIT),
      ),
  };
}
