import { randomUUID } from 'node:crypto';
import { and, asc, desc, eq, gt, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import type { HistoryEntry } from '../../contract/bot';
import type { StoreContext } from '../context';
import { sha256 } from '../crypto';
import type { Db } from '../db/engine';
import { handoffs } from '../schema/handoffs';
import { messages, sessions } from '../schema/sessions';
import type { HostedStore, Turn, TurnContext } from '../types/hosted';
import { fromNow } from '../work/database-clock';
import { bySession, hosted, toHosted } from './row';

type Turns = Pick<HostedStore, 'takeTurn' | 'keepTurn' | 'giveTurnBack' | 'turnsDue' | 'readTurn'>;

const isDue = gt(sessions.botDue, sessions.botDone);
const held = ({ copilotId, sessionId, lease, upTo }: Turn) =>
  and(bySession(copilotId, sessionId), eq(sessions.botLease, lease), lt(sessions.botDone, upTo));

/** By the database's clock, as the leases are written: a process that is hours ahead would silence the bot for hours. */
const free = or(isNull(sessions.botLeaseUntil), lt(sessions.botLeaseUntil, sql`now()`));
/** Each copilot's oldest before anybody's second oldest: the backlog of one does not hide the others' turns. */
const copilotsInTurn = sql`row_number() over (partition by ${sessions.copilotId} order by ${sessions.position})`;

/** Whose turn it is to ask the bot, so that of several processes one does, and another when that one has died. */
export function turns({ database }: StoreContext): Turns {
  return {
    async takeTurn(copilotId, sessionId, leaseMs) {
      const lease = randomUUID();
      const [taken] = await database.run((db) =>
        db
          .update(sessions)
          .set({ botLease: lease, botLeaseUntil: fromNow(leaseMs) })
          .where(and(hosted(bySession(copilotId, sessionId)), isDue, free, eq(sessions.control, 'copilot')))
          .returning({ upTo: sessions.botDue, kind: sessions.botTurn }),
      );
      if (taken === undefined) return undefined;
      const { upTo, kind } = taken;
      return {
        id: turnId(copilotId, sessionId, upTo),
        copilotId,
        sessionId,
        upTo,
        kind: kind ?? 'message',
        lease,
      };
    },

    async keepTurn(turn, leaseMs) {
      const kept = await database.run((db) =>
        db
          .update(sessions)
          .set({ botLeaseUntil: fromNow(leaseMs) })
          .where(held(turn))
          .returning({ id: sessions.id }),
      );
      return kept.length > 0;
    },

    async giveTurnBack(turn) {
      await database.run((db) =>
        db.update(sessions).set({ botLease: null, botLeaseUntil: null }).where(held(turn)),
      );
    },

    turnsDue: ({ limit, except }) =>
      database.run((db) =>
        db
          .select({ copilotId: sessions.copilotId, sessionId: sessions.id })
          .from(sessions)
          .where(
            and(isDue, free, eq(sessions.control, 'copilot'), notInArray(sessions.copilotId, [...except])),
          )
          .orderBy(asc(copilotsInTurn), asc(sessions.position))
          .limit(limit),
      ),

    readTurn: (turn, historyLimit) => database.run((db) => readTurn(db, turn, historyLimit)),
  };
}

async function readTurn(db: Db, turn: Turn, historyLimit: number): Promise<TurnContext | undefined> {
  const [row] = await db.select().from(sessions).where(held(turn));
  if (row === undefined) return undefined;
  const said = await db
    .select()
    .from(messages)
    .where(and(eq(messages.copilotId, turn.copilotId), eq(messages.sessionId, turn.sessionId)))
    .orderBy(desc(messages.seq))
    .limit(historyLimit);
  said.reverse();
  const [last] = await db
    .select({ reason: handoffs.endReason, at: handoffs.endedAt })
    .from(handoffs)
    .where(and(eq(handoffs.copilotId, turn.copilotId), eq(handoffs.sessionId, turn.sessionId)))
    .orderBy(desc(handoffs.position))
    .limit(1);
  const unanswered = said.filter(
    ({ origin, seq, handoffId, status }) =>
      origin === 'user' &&
      seq > row.botDone &&
      seq <= turn.upTo &&
      (handoffId === null || status === 'undelivered'),
  );
  return {
    session: toHosted(row),
    messages: unanswered.map(toEntry),
    history: said.map(toEntry),
    handoffEnd:
      last === undefined || last.reason === null || last.at === null
        ? null
        : { reason: last.reason, at: last.at },
  };
}

function toEntry({ id, origin, author, content, at }: typeof messages.$inferSelect): HistoryEntry {
  const { text, attachments, postback } = content;
  return { id, author: origin, name: author.name, text, attachments, postback, at: at.toISOString() };
}

/** The same for every attempt; another one when the user has said more meanwhile, since the body is another one then. */
function turnId(copilotId: string, sessionId: string, upTo: number): string {
  return `turn_${sha256(`${copilotId}\n${sessionId}\n${upTo}`).slice(0, 32)}`;
}

export const noTurn = { botLease: null, botLeaseUntil: null } as const;
