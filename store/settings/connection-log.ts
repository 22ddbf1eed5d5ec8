import { and, asc, desc, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm';
import type { ConnectionLogEntry } from '../../contract/admin-health';
import type { StoreContext } from '../context';
import { connectionLog } from '../schema/settings';
import type { ConnectionLogStore } from '../types/settings';

const SAME_THING_MS = 600_000;
const MAX_MESSAGE_LENGTH = 500;
const HANDOFF_LIMIT = 500;

export function createConnectionLogStore({ database, now }: StoreContext): ConnectionLogStore {
  return {
    add: ({ copilotId, kind, level, message: words, handoffId, count = 1 }) =>
      database.transaction(async (tx) => {
        const at = now();
        const message = words.slice(0, MAX_MESSAGE_LENGTH);
        const [same] = await tx
          .select({ position: connectionLog.position })
          .from(connectionLog)
          .where(
            and(
              eq(connectionLog.copilotId, copilotId),
              eq(connectionLog.kind, kind),
              eq(connectionLog.message, message),
              handoffId === undefined
                ? isNull(connectionLog.handoffId)
                : eq(connectionLog.handoffId, handoffId),
              gt(connectionLog.at, new Date(at.getTime() - SAME_THING_MS)),
            ),
          )
          .orderBy(desc(connectionLog.position))
          .limit(1);
        if (same === undefined) {
          await tx
            .insert(connectionLog)
            .values({ copilotId, handoffId: handoffId ?? null, kind, level, message, count, at, lastAt: at });
          return;
        }
        await tx
          .update(connectionLog)
          .set({ count: sql`${connectionLog.count} + ${count}`, lastAt: at })
          .where(eq(connectionLog.position, same.position));
      }),

    async list({ copilotId, after, limit }) {
      const rows = await database.run((db) =>
        db
          .select()
          .from(connectionLog)
          .where(
            and(
              eq(connectionLog.copilotId, copilotId),
              after === undefined ? undefined : lt(connectionLog.position, positionOf(after)),
            ),
          )
          .orderBy(desc(connectionLog.position))
          .limit(limit + 1),
      );
      const items = rows.slice(0, limit).map(toEntry);
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    async ofHandoff(handoffId) {
      const rows = await database.run((db) =>
        db
          .select()
          .from(connectionLog)
          .where(eq(connectionLog.handoffId, handoffId))
          .orderBy(asc(connectionLog.position))
          .limit(HANDOFF_LIMIT),
      );
      return rows.map(toEntry);
    },

    async count(copilotId, kind, since) {
      const [sum] = await database.run((db) =>
        db
          .select({ count: sql<string | null>`sum(${connectionLog.count})` })
          .from(connectionLog)
          .where(
            and(
              eq(connectionLog.copilotId, copilotId),
              eq(connectionLog.kind, kind),
              gte(connectionLog.lastAt, since),
            ),
          ),
      );
      return Number(sum?.count ?? 0);
    },

    async prune(before) {
      await database.run((db) => db.delete(connectionLog).where(lt(connectionLog.lastAt, before)));
    },
  };
}

/** What `next` said; anything else is before the first line. */
export function positionOf(cursor: string): number {
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0;
}

function toEntry(row: typeof connectionLog.$inferSelect): ConnectionLogEntry {
  return {
    id: String(row.position),
    at: row.at.toISOString(),
    lastAt: row.lastAt.toISOString(),
    count: row.count,
    kind: row.kind,
    level: row.level,
    message: row.message,
    handoffId: row.handoffId,
  };
}
