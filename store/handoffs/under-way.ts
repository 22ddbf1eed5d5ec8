import { and, eq, sql } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { handoffs } from '../schema/handoffs';
import { messages } from '../schema/sessions';
import type { HandoffStore } from '../types/handoffs';
import type { UnderWaySubject } from '../types/records';

type Calls = Pick<HandoffStore, 'noteUnderWay' | 'underWayForMs'>;

const ofHandoff = ({ handoffId }: UnderWaySubject) => eq(handoffs.id, handoffId);
const ofMessage = ({ handoffId, messageId = '' }: UnderWaySubject) =>
  and(eq(messages.handoffId, handoffId), eq(messages.origin, 'user'), eq(messages.id, messageId));

/** A call follows within this time from the beginning of an attempt, or is noted anew. */
export const FIRST_CALL_MS = 3_000;

/** By the database's clock: those of the workers may differ. */
export const until = (forMs: number) => sql<Date>`now() + ${forMs} * interval '1 millisecond'`;

/** Until when a call to Zendesk may still take effect. */
export function underWay({ database }: StoreContext): Calls {
  return {
    async noteUnderWay(subject, forMs) {
      await database.run((db) =>
        subject.messageId === undefined
          ? db
              .update(handoffs)
              .set({ stepUnderWayUntil: sql`greatest(${handoffs.stepUnderWayUntil}, ${until(forMs)})` })
              .where(ofHandoff(subject))
          : db
              .update(messages)
              .set({ underWayUntil: sql`greatest(${messages.underWayUntil}, ${until(forMs)})` })
              .where(ofMessage(subject)),
      );
    },

    async underWayForMs(subject) {
      const [row] = await database.run((db) =>
        subject.messageId === undefined
          ? db
              .select({ ms: msUntil(handoffs.stepUnderWayUntil) })
              .from(handoffs)
              .where(ofHandoff(subject))
          : db
              .select({ ms: msUntil(messages.underWayUntil) })
              .from(messages)
              .where(ofMessage(subject)),
      );
      return row?.ms ?? 0;
    },
  };
}

function msUntil(column: typeof handoffs.stepUnderWayUntil | typeof messages.underWayUntil) {
  return sql<number>`greatest(0, coalesce(ceil(1000 * extract(epoch from ${column} - now())), 0))`.mapWith(
    Number,
  );
}
