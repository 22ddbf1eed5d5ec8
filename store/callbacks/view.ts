import type { CallbackDelivery } from '../../contract/admin';
import type { callbacks } from '../schema/logs';

/** One line of the delivery log as the admin sees it. */
export function toDelivery(row: typeof callbacks.$inferSelect): CallbackDelivery {
  return {
    id: row.id,
    type: row.type,
    sessionId: row.sessionId,
    handoffId: row.handoffId,
    status: row.status,
    attempts: row.attempts,
    lastError: row.lastError,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}
