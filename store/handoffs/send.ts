import { and, eq, lt, lte, isNull, sql } from 'drizzle-orm';
import type { AttachmentInput, UserInput } from '../../contract/handoff';
import type { StoreContext } from '../context';
import { handoffs } from '../schema/handoffs';
import { messages } from '../schema/sessions';
import type { HandoffStore } from '../types/handoffs';
import type { OutgoingMessage } from '../types/records';
import { inHandoff } from '../work/handoff-work';
import { fromNow } from '../work/database-clock';
import { FIRST_CALL_MS } from './under-way';
import { userMessage } from './user-message';

type Sending = Pick<
  HandoffStore,
  | 'nextUserMessage'
  | 'attemptedMessage'
  | 'isLatestAttempt'
  | 'recordProof'
  | 'settleUserMessage'
  | 'markDelayed'
  | 'reviveUserMessage'
>;

const queuedIn = (handoffId: string) =>
  and(eq(messages.handoffId, handoffId), eq(messages.origin, 'user'), eq(messages.status, 'accepted'));

const userOf = sql<UserInput>`${handoffs.request} -> 'user'`;

/** The way of a user's message to Zendesk. */
export function sending(context: StoreContext): Sending {
  const { database, now } = context;
  return {
    nextUserMessage: (handoffId, upTo) =>
      database.run(async (db): Promise<OutgoingMessage | undefined> => {
        const oldest = db.$with('oldest').as(
          db
            .select({ n: messages.n, attemptedAt: messages.attemptedAt })
            .from(messages)
            .where(and(queuedIn(handoffId), lte(messages.n, upTo)))
            .orderBy(messages.n)
            .limit(1)
            .for('update'),
        );
        // One statement on one row: `finish` either sees the attempt, or has taken the message before it began. No lock on
        // the session is needed for that. As a WITH, it is looked up once; as a subquery, once for each row of the handoff.
        const [row] = await db
          .with(oldest)
          .update(messages)
          .set({
            attemptedAt: sql`coalesce(${messages.attemptedAt}, ${now().toISOString()})`,
            attempts: sql`${messages.attempts} + 1`,
            underWayUntil: sql`case when ${messages.attemptedAt} is null
              then ${fromNow(FIRST_CALL_MS)} else ${messages.underWayUntil} end`,
          })
          .from(oldest)
          .innerJoin(handoffs, eq(handoffs.id, handoffId))
          .where(and(queuedIn(handoffId), eq(messages.n, oldest.n)))
          .returning({
            message: messages,
            attemptedAt: oldest.attemptedAt,
            user: userOf,
          });
        return row && toOutgoing(row.message, row.user, row.attemptedAt ?? undefined);
      }),

    async attemptedMessage(handoffId, upTo) {
      const [row] = await database.run((db) =>
        db
          .select({ message: messages, user: userOf })
          .from(messages)
          .innerJoin(handoffs, eq(handoffs.id, handoffId))
          .where(and(queuedIn(handoffId), lte(messages.n, upTo)))
          .orderBy(messages.n)
          .limit(1),
      );
      // They are sent one after another: only the oldest can have been attempted.
      if (row?.message.attemptedAt == null) return undefined;
      return toOutgoing(row.message, row.user, row.message.attemptedAt);
    },

    async isLatestAttempt({ handoffId, messageId, attempt }) {
      const [row] = await database.run((db) =>
        db
          .select({ attempts: messages.attempts })
          .from(messages)
          .where(and(userMessage(handoffId, messageId), eq(messages.status, 'accepted'))),
      );
      return row?.attempts === attempt;
    },

    async recordProof({ handoffId, messageId, part, zendeskMessageId }) {
      // The first proof of a part stays.
      await database.run((db) =>
        db
          .update(messages)
          .set({
            proofs: sql`jsonb_build_object(${String(part)}::text, ${zendeskMessageId}::text) || ${messages.proofs}`,
          })
          .where(and(userMessage(handoffId, messageId), lte(messages.firstPart, part))),
      );
    },

    settleUserMessage: ({ handoffId, messageId, timers, ...result }) =>
      inHandoff(context, handoffId, async (handoff) => {
        handoff.noteTimers(timers);
        const error = result.value === 'failed' ? result.error : null;
        const zendeskMessageIds = result.value === 'delivered' ? result.zendeskMessageIds : null;
        const settled = await handoff.tx
          .update(messages)
          .set({ status: result.value, error, zendeskMessageIds })
          .where(and(userMessage(handoffId, messageId), eq(messages.status, 'accepted')))
          .returning({ id: messages.id });
        if (settled.length === 0) return false;
        handoff.change({ [result.value]: handoff.row[result.value] + 1 });
        const status = { messageId, value: result.value, error };
        const seq = handoff.emit({ type: 'message_status', status });
        if (result.value === 'delivered') {
          handoff.callback('message.delivered', seq, {
            messageId,
            zendeskMessageIds: result.zendeskMessageIds,
          });
        } else {
          handoff.callback('message.failed', seq, { messageId, error: result.error });
        }
        return true;
      }),

    markDelayed: (handoffId, acceptedBefore) =>
      inHandoff(context, handoffId, async (handoff) => {
        const delayed = await handoff.tx
          .update(messages)
          .set({ delayedAt: handoff.now })
          .where(and(queuedIn(handoffId), lt(messages.at, acceptedBefore), isNull(messages.delayedAt)))
          .returning({ id: messages.id, n: messages.n });
        for (const { id } of delayed.sort((a, b) => (a.n ?? 0) - (b.n ?? 0))) {
          handoff.emit({ type: 'message_status', status: { messageId: id, value: 'delayed', error: null } });
        }
        return delayed.length;
      }),

    reviveUserMessage: (handoffId, messageId) =>
      inHandoff(context, handoffId, async (handoff) => {
        if (handoff.row.state === 'ended') return undefined;
        // The attempt and its proofs stay on the row: the next one looks in Zendesk first.
        const [revived] = await handoff.tx
          .update(messages)
          .set({ status: 'accepted', error: null })
          .where(and(userMessage(handoffId, messageId), eq(messages.status, 'failed')))
          .returning({ n: messages.n });
        if (revived === undefined) return undefined;
        handoff.change({ failed: handoff.row.failed - 1 });
        return revived.n ?? undefined;
      }),
  };
}

function toOutgoing(
  row: typeof messages.$inferSelect,
  user: UserInput,
  attemptedAt: Date | undefined,
): OutgoingMessage {
  return {
    id: row.id,
    n: row.n ?? 0,
    user,
    text: row.content.text,
    attachments: row.content.attachments.map(toInput),
    postback: row.content.postback,
    acceptedAt: row.at,
    attemptedAt,
    attempt: row.attempts,
    firstPart: row.firstPart,
    proofs: row.proofs,
  };
}

/** A user's file was stored with all of these. */
function toInput({
  url,
  name,
  mediaType,
}: {
  url: string;
  name: string | null;
  mediaType: string | null;
}): AttachmentInput {
  return { url, name: name ?? '', mediaType: mediaType ?? '' };
}
