import { eq, sql } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { handoffs } from '../schema/handoffs';
import { messages } from '../schema/sessions';
import type { HandoffStore } from '../types/handoffs';
import { fromNow, msUntil } from '../work/database-clock';
import { userMessage } from './user-message';

type Calls = Pick<HandoffStore, 'noteUnderWay' | 'underWayForMs'>;

/** A call follows within this time from the beginning of an attempt, or is noted anew. */
export const FIRST_CALL_MS = 3_000;

/** Until when a call to Zendesk may still take effect. */
export function underWay({ database }: StoreContext): Calls {
  return {
    async noteUnderWay({ handoffId, messageId }, forMs) {
      await database.run((db) =>
        messageId === undefined
          ? db
              .update(handoffs)
              .set({ stepUnderWayUntil: sql`greatest(${handoffs.stepUnderWayUntil}, ${fromNow(forMs)})` })
              .where(eq(handoffs.id, handoffId))
          : db
              .update(messages)
              .set({ underWayUntil: sql`greatest(${messages.underWayUntil}, ${fromNow(forMs)})` })
              .where(userMessage(handoffId, messageId)),
      );
    },

    async underWayForMs({ handoffId, messageId }) {
      const [row] = await database.run((db) =>
        messageId === undefined
          ? db
              .select({ ms: msUntil(handoffs.stepUnderWayUntil) })
              .from(handoffs)
              .where(eq(handoffs.id, handoffId))
          : db
              .select({ ms: msUntil(messages.underWayUntil) })
              .from(messages)
              .where(userMessage(handoffId, messageId)),
      );
      return row?.ms ?? 0;
    },
  };
}
