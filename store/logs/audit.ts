import { desc, eq } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { auditLog } from '../schema/logs';
import type { AuditStore } from '../types/logs';

export function createAuditStore({ database, now }: StoreContext): AuditStore {
  return {
    async add({ actor, action, copilotId, detail }) {
      await database.run((db) =>
        db
          .insert(auditLog)
          .values({ at: now(), actor, action, copilotId: copilotId ?? null, detail: detail ?? {} }),
      );
    },
    list: (copilotId, limit) =>
      database.run((db) =>
        db
          .select({
            at: auditLog.at,
            actor: auditLog.actor,
            action: auditLog.action,
            detail: auditLog.detail,
          })
          .from(auditLog)
          .where(eq(auditLog.copilotId, copilotId))
          .orderBy(desc(auditLog.position))
          .limit(limit),
      ),
  };
}
