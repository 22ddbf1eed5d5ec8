import { and, desc, eq, lt } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { auditLog } from '../schema/logs';
import type { AuditStore } from '../types/settings';
import { positionOf } from './connection-log';

export function createAuditStore({ database, now }: StoreContext): AuditStore {
  return {
    async add({ actor, action, copilotId, detail }) {
      await database.run((db) =>
        db
          .insert(auditLog)
          .values({ at: now(), actor, action, copilotId: copilotId ?? null, detail: detail ?? {} }),
      );
    },

    async list({ copilotId, after, limit }) {
      const rows = await database.run((db) =>
        db
          .select()
          .from(auditLog)
          .where(
            and(
              copilotId === undefined ? undefined : eq(auditLog.copilotId, copilotId),
              after === undefined ? undefined : lt(auditLog.position, positionOf(after)),
            ),
          )
          .orderBy(desc(auditLog.position))
          .limit(limit + 1),
      );
      const items = rows.slice(0, limit).map(({ position, at, ...entry }) => ({
        id: String(position),
        at: at.toISOString(),
        ...entry,
      }));
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  };
}
