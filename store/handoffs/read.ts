import { and, desc, eq, exists, gt, isNotNull, lt, ne, or, sql, type SQL } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { handoffs } from '../schema/handoffs';
import { messages } from '../schema/sessions';
import type { HandoffFilter } from '../../contract/admin-handoffs';
import type { HandoffStore } from '../types/handoffs';
import type { HandoffRecord } from '../types/records';
import { readLanguage, readLatest, toHandoff, toRecord } from '../work/handoff-row';

type Reads = Pick<
  HandoffStore,
  | 'get'
  | 'language'
  | 'latest'
  | 'list'
  | 'counts'
  | 'byConversation'
  | 'listOpen'
  | 'listNeglected'
  | 'knownMessageIds'
>;

const isOpen = ne(handoffs.state, 'ended');
const FILTERS: Record<HandoffFilter, SQL | undefined> = {
  all: undefined,
  open: isOpen,
  held: and(isOpen, isNotNull(handoffs.attention)),
  failed: eq(handoffs.endReason, 'failed'),
  ended: eq(handoffs.state, 'ended'),
};

/** Everything that only reads handoffs. */
export function handoffReads({ database }: StoreContext): Reads {
  const latest = async (condition: SQL | undefined): Promise<HandoffRecord | undefined> => {
    const row = await database.run((db) => readLatest(db, condition));
    return row && toRecord(row);
  };
  const openOnes = async (condition: SQL | undefined): Promise<HandoffRecord[]> => {
    const rows = await database.run((db) =>
      db
        .select()
        .from(handoffs)
        .where(and(ne(handoffs.state, 'ended'), condition))
        .orderBy(handoffs.position),
    );
    return rows.map(toRecord);
  };

  return {
    get: (handoffId) => latest(eq(handoffs.id, handoffId)),
    latest: (copilotId, sessionId) =>
      latest(and(eq(handoffs.copilotId, copilotId), eq(handoffs.sessionId, sessionId))),
    byConversation: (copilotId, conversationId) =>
      latest(and(eq(handoffs.copilotId, copilotId), eq(handoffs.conversationId, conversationId))),
    listOpen: (copilotId) =>
      openOnes(copilotId === undefined ? undefined : eq(handoffs.copilotId, copilotId)),

    async list({ copilotId, state, filter = 'all', sessionId, after, limit }) {
      const rows = await database.run((db) => {
        const cursor = db
          .select({ position: handoffs.position })
          .from(handoffs)
          .where(and(eq(handoffs.copilotId, copilotId), eq(handoffs.id, after ?? '')));
        return db
          .select()
          .from(handoffs)
          .where(
            and(
              eq(handoffs.copilotId, copilotId),
              state && eq(handoffs.state, state),
              FILTERS[filter],
              sessionId === undefined ? undefined : eq(handoffs.sessionId, sessionId),
              after === undefined ? undefined : lt(handoffs.position, sql`(${cursor})`),
            ),
          )
          .orderBy(desc(handoffs.position))
          .limit(limit + 1);
      });
      const page = rows.slice(0, limit);
      return { items: page.map(toHandoff), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
    },

    language: (handoffId) => database.run((db) => readLanguage(db, handoffId)),

    async counts(copilotId, since) {
      const many = (condition: SQL | undefined) => sql<string>`count(*) filter (where ${condition})`;
      const [row] = await database.run((db) =>
        db
          .select({
            open: many(FILTERS.open),
            held: many(FILTERS.held),
            failed: many(and(FILTERS.failed, gt(handoffs.endedAt, since))),
          })
          .from(handoffs)
          .where(eq(handoffs.copilotId, copilotId)),
      );
      return { open: Number(row?.open), held: Number(row?.held), failed: Number(row?.failed) };
    },

    listNeglected: (olderThan) =>
      openOnes(
        or(
          and(eq(handoffs.runStarted, false), lt(handoffs.createdAt, olderThan)),
          exists(
            sql`(select 1 from ${messages} where ${and(
              eq(messages.handoffId, handoffs.id),
              eq(messages.origin, 'user'),
              gt(messages.n, handoffs.signalledUpTo),
              lt(messages.at, olderThan),
            )})`,
          ),
        ),
      ),

    async knownMessageIds(handoffId, ids) {
      if (ids.length === 0) return new Set();
      const rows = await database.run((db) =>
        db
          .select({ id: messages.id })
          .from(handoffs)
          .innerJoin(
            messages,
            and(eq(messages.copilotId, handoffs.copilotId), eq(messages.sessionId, handoffs.sessionId)),
          )
          .where(
            and(
              eq(handoffs.id, handoffId),
              eq(messages.fromZendesk, true),
              sql`${messages.id} = any(${sql.param(ids)}::text[])`,
            ),
          ),
      );
      return new Set(rows.map(({ id }) => id));
    },
  };
}
