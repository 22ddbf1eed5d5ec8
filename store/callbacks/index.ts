import { and, asc, count, desc, eq, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { liveSecrets } from '../copilots/secrets';
import { copilots } from '../schema/copilots';
import { callbacks } from '../schema/logs';
import type { CallbackStore } from '../types/callbacks';
import { toDelivery } from './view';

/** Sessions that one look of the reconciler takes care of. */
const OVERDUE_LIMIT = 1000;
const MAX_ERROR_LENGTH = 500;

const pendingOf = (copilotId: string, sessionId: string) =>
  and(
    eq(callbacks.copilotId, copilotId),
    eq(callbacks.sessionId, sessionId),
    eq(callbacks.status, 'pending'),
  );

/** One that was never tried is due since ever, whoever's clock wrote it (F27). */
const dueAt = sql<Date>`coalesce(${callbacks.nextAttemptAt}, to_timestamp(0))`.mapWith(
  callbacks.nextAttemptAt,
);

export function createCallbackStore(context: StoreContext): CallbackStore {
  const { database, now } = context;
  return {
    nextDue: (copilotId, sessionId, at) =>
      database.run(async (db) => {
        const [due] = await db
          .select({
            id: callbacks.id,
            type: callbacks.type,
            body: callbacks.body,
            attempts: callbacks.attempts,
            createdAt: callbacks.createdAt,
            url: copilots.callbackUrl,
          })
          .from(callbacks)
          .innerJoin(copilots, eq(copilots.id, callbacks.copilotId))
          .where(and(pendingOf(copilotId, sessionId), lte(dueAt, at)))
          .orderBy(asc(callbacks.position))
          .limit(1);
        if (due === undefined) return undefined;
        const secrets = await liveSecrets(context, db, 'callback_secret', copilotId);
        return { ...due, secrets: secrets.map(({ secret }) => secret) };
      }),

    async nextDueAt(copilotId, sessionId) {
      const [next] = await database.run((db) =>
        db
          .select({ at: sql<Date | null>`min(${dueAt})`.mapWith(callbacks.nextAttemptAt) })
          .from(callbacks)
          .where(pendingOf(copilotId, sessionId)),
      );
      return next?.at ?? null;
    },

    async recordAttempt(id, result) {
      const changes =
        result.outcome === 'delivered'
          ? { status: 'delivered' as const, deliveredAt: now(), lastError: null, nextAttemptAt: null }
          : {
              status: result.outcome === 'retry' ? ('pending' as const) : ('failed' as const),
              lastError: result.error.slice(0, MAX_ERROR_LENGTH),
              nextAttemptAt: result.outcome === 'retry' ? result.nextAttemptAt : null,
            };
      await database.run((db) =>
        db
          .update(callbacks)
          .set({ ...changes, attempts: sql`${callbacks.attempts} + 1` })
          .where(and(eq(callbacks.id, id), eq(callbacks.status, 'pending'))),
      );
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
          .set({ status: 'pending', nextAttemptAt: null, attempts: 0, deliveredAt: null })
          .where(eq(callbacks.id, id))
          .returning({ copilotId: callbacks.copilotId, sessionId: callbacks.sessionId }),
      );
      return row;
    },

    sessionsOverdue: (olderThan) =>
      database.run((db) =>
        db
          .selectDistinct({ copilotId: callbacks.copilotId, sessionId: callbacks.sessionId })
          .from(callbacks)
          .where(
            and(
              eq(callbacks.status, 'pending'),
              // Not by coalesce(): the index on next_attempt_at would be of no use.
              or(
                lt(callbacks.nextAttemptAt, olderThan),
                and(isNull(callbacks.nextAttemptAt), lt(callbacks.createdAt, olderThan)),
              ),
            ),
          )
          .limit(OVERDUE_LIMIT),
      ),
  };
}
