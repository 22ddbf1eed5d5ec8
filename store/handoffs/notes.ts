import { and, eq, ne, sql } from 'drizzle-orm';
import type { Warning } from '../../contract/handoff';
import { cleanJson } from '../clean';
import type { StoreContext } from '../context';
import { handoffs } from '../schema/handoffs';
import type { HandoffStore } from '../types/handoffs';
import type { HandoffStep } from '../types/records';
import { inHandoff } from '../work/handoff-work';
import { toRecord } from '../work/handoff-row';
import { fromNow } from '../work/database-clock';
import { FIRST_CALL_MS } from './under-way';

type Notes = Pick<
  HandoffStore,
  | 'markRunStarted'
  | 'markSignalled'
  | 'beginStep'
  | 'isLatestStep'
  | 'recordConversation'
  | 'addWarnings'
  | 'setTimers'
  | 'moveConversation'
>;

const AFTER_THE_END: ReadonlySet<HandoffStep> = new Set(['tell', 'seat']);

/** What is noted on the row alone: no event, so mostly one statement without a lock on the session. */
export function notes(context: StoreContext): Notes {
  const { database } = context;
  const update = async (handoffId: string, changes: Partial<typeof handoffs.$inferInsert>) => {
    await database.run((db) => db.update(handoffs).set(changes).where(eq(handoffs.id, handoffId)));
  };

  return {
    markRunStarted: (handoffId) => update(handoffId, { runStarted: true }),

    async markSignalled(handoffId, upTo) {
      await database.run((db) =>
        db
          .update(handoffs)
          .set({ signalledUpTo: sql`greatest(${handoffs.signalledUpTo}, ${upTo})` })
          .where(eq(handoffs.id, handoffId)),
      );
    },

    async beginStep(handoffId, step) {
      const next = sql`coalesce((${handoffs.stepAttempts} ->> ${step}::text)::int, 0) + 1`;
      const [row] = await database.run((db) =>
        db
          .update(handoffs)
          .set({
            stepAttempts: sql`${handoffs.stepAttempts} || jsonb_build_object(${step}::text, ${next})`,
            stepUnderWayUntil: sql`case when ${handoffs.stepAttempts} ? ${step}::text
              then ${handoffs.stepUnderWayUntil} else ${fromNow(FIRST_CALL_MS)} end`,
          })
          .where(eq(handoffs.id, handoffId))
          .returning({ attempts: handoffs.stepAttempts }),
      );
      const attempt = row?.attempts[step];
      if (attempt === undefined) throw new Error(`handoff ${handoffId} is not in the store`);
      return attempt;
    },

    async isLatestStep({ handoffId, step, attempt }) {
      const [row] = await database.run((db) =>
        db
          .select({ attempts: handoffs.stepAttempts, state: handoffs.state })
          .from(handoffs)
          .where(eq(handoffs.id, handoffId)),
      );
      const isOver = row?.state === 'ended' && !AFTER_THE_END.has(step);
      return row?.attempts[step] === attempt && !isOver;
    },

    recordConversation: (handoffId, conversationId) => update(handoffId, { conversationId }),

    addWarnings: (handoffId, warnings) =>
      inHandoff(context, handoffId, (handoff) => {
        const known = new Set(handoff.row.warnings.map(key));
        const added = cleanJson(warnings).filter((warning) => !known.has(key(warning)));
        if (added.length > 0) handoff.change({ warnings: [...handoff.row.warnings, ...unique(added)] });
      }),

    async setTimers(handoffId, timers) {
      // A late activity must not set timers on an ended handoff, which shows none.
      await database.run((db) =>
        db
          .update(handoffs)
          .set({ timers })
          .where(and(eq(handoffs.id, handoffId), ne(handoffs.state, 'ended'))),
      );
    },

    async moveConversation(copilotId, from, to) {
      const moved = await database.run((db) =>
        db
          .update(handoffs)
          .set({ conversationId: to })
          .where(and(eq(handoffs.copilotId, copilotId), eq(handoffs.conversationId, from)))
          .returning(),
      );
      return moved.filter(({ state }) => state !== 'ended').map(toRecord);
    },
  };
}

function key({ code, detail }: Warning): string {
  return `${code}\n${detail}`;
}

function unique(warnings: Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [key(warning), warning])).values()];
}
