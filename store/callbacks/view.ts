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
    nextAttemptAt: nextAttemptOf(row)?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}

/** The first attempt is due at once, which no column says. */
function nextAttemptOf(row: typeof callbacks.$inferSelect): Date | null {
  return row.status === 'pending' ? (row.nextAttemptAt ?? row.createdAt) : null;
}
