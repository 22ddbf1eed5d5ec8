import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { Control } from '../../contract/handoff';
import type { Db } from '../db/engine';
import { copilots } from '../schema/copilots';
import { handoffs } from '../schema/handoffs';
import { sessions } from '../schema/sessions';

/** The session's row, locked until the transaction ends. */
export interface SessionHead {
  copilotId: string;
  sessionId: string;
  lastSeq: number;
  control: Control;
  /** null: the copilot wants no callbacks. */
  callbackUrl: string | null;
  /** A session that we host: its words are all here, and the bot is asked by us. */
  isHosted: boolean;
  closedAt: Date | null;
  botUrl: string | null;
  botSpeaksFirst: boolean;
  botDue: number;
  botDone: number;
  /** The lease of whoever took the bot's turn last; null: nobody is at it. */
  botLease: string | null;
}

/**
 * Locks a session. This comes first in every transaction that changes a handoff: the lock puts all that happens in a
 * session into one order, and taken first it cannot deadlock (session → handoff → messages).
 */
export function lockSession(tx: Db, copilotId: string, sessionId: string): Promise<SessionHead | undefined> {
  return lock(tx, and(eq(sessions.copilotId, copilotId), eq(sessions.id, sessionId)));
}

/** The same for the session of a handoff. */
export function lockSessionOf(tx: Db, handoffId: string): Promise<SessionHead | undefined> {
  const owner = tx
    .select({ copilotId: handoffs.copilotId, sessionId: handoffs.sessionId })
    .from(handoffs)
    .where(eq(handoffs.id, handoffId));
  return lock(tx, sql`(${sessions.copilotId}, ${sessions.id}) = (${owner})`);
}

async function lock(tx: Db, condition: SQL | undefined): Promise<SessionHead | undefined> {
  const [head] = await tx
    .select({
      copilotId: sessions.copilotId,
      sessionId: sessions.id,
      lastSeq: sessions.lastSeq,
      control: sessions.control,
      callbackUrl: copilots.callbackUrl,
      isHosted: sql<boolean>`${sessions.tokenHash} is not null`,
      closedAt: sessions.closedAt,
      botUrl: copilots.botUrl,
      botSpeaksFirst: copilots.botSpeaksFirst,
      botDue: sessions.botDue,
      botDone: sessions.botDone,
      botLease: sessions.botLease,
    })
    .from(sessions)
    .innerJoin(copilots, eq(copilots.id, sessions.copilotId))
    .where(condition)
    .for('update', { of: sessions });
  return head;
}
