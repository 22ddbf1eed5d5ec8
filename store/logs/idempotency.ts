import { and, eq, lt } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { idempotencyKeys } from '../schema/logs';
import type { IdempotencyStore } from '../types/logs';

const KEPT_MS = 48 * 3600 * 1000;

export function createIdempotencyStore({ database, now }: StoreContext): IdempotencyStore {
  return {
    async find(copilotId, key, requestHash) {
      const [row] = await database.run((db) =>
        db
          .select()
          .from(idempotencyKeys)
          .where(and(eq(idempotencyKeys.copilotId, copilotId), eq(idempotencyKeys.key, key))),
      );
      if (row === undefined) return { kind: 'none' };
      if (row.requestHash !== requestHash) return { kind: 'conflict' };
      return { kind: 'answer', status: row.status, body: row.body };
    },

    save: (copilotId, key, requestHash, status, body) =>
      database.transaction(async (tx) => {
        const at = now();
        await tx
          .insert(idempotencyKeys)
          .values({ copilotId, key, requestHash, status, body, createdAt: at })
          .onConflictDoNothing();
        await tx
          .delete(idempotencyKeys)
          .where(
            and(
              eq(idempotencyKeys.copilotId, copilotId),
              lt(idempotencyKeys.createdAt, new Date(at.getTime() - KEPT_MS)),
            ),
          );
      }),
  };
}
