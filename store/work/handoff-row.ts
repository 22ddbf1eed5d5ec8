import { desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { Handoff } from '../../contract/handoff';
import { handoffWorkflowId } from '../../contract/ids';
import type { Db } from '../db/engine';
import { handoffs } from '../schema/handoffs';
import type { HandoffRecord } from '../types/records';
import { without } from '../without';

const columns = without(getTableColumns(handoffs), 'request');

export type HandoffWithRequest = typeof handoffs.$inferSelect;
/** Without the start input: its transcript may be long, and most work does without. */
export type HandoffRow = Omit<HandoffWithRequest, 'request'>;

export async function readHandoff(db: Db, handoffId: string): Promise<HandoffRow | undefined> {
  const [row] = await db.select(columns).from(handoffs).where(eq(handoffs.id, handoffId));
  return row;
}

/** The language of its user, as the backend gave it. */
export async function readLanguage(db: Db, handoffId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ language: sql<string | null>`${handoffs.request} ->> 'language'` })
    .from(handoffs)
    .where(eq(handoffs.id, handoffId));
  return row?.language ?? undefined;
}

/** The open one, else the latest, of those that fulfil the condition. */
export async function readLatest(
  db: Db,
  condition: SQL | undefined,
): Promise<HandoffWithRequest | undefined> {
  const [row] = await db
    .select()
    .from(handoffs)
    .where(condition)
    .orderBy(sql`(${handoffs.state} = 'ended')`, desc(handoffs.position))
    .limit(1);
  return row;
}

/** The one place where the read model becomes what the wire shows. */
export function toHandoff(row: HandoffRow): Handoff {
  return {
    id: row.id,
    copilotId: row.copilotId,
    sessionId: row.sessionId,
    workflowId: handoffWorkflowId(row.copilotId, row.id),
    state: row.state,
    attention: row.attention,
    reason: row.reason,
    summary: row.summary,
    user: row.user,
    agent: row.agent,
    conversationId: row.conversationId,
    // Neither the ticket's number nor its address is in Sunshine's events (design §7).
    ticket: null,
    counts: {
      fromUser: row.lastUserMessage,
      fromAgent: row.fromAgent,
      queued: row.lastUserMessage - row.delivered - row.failed,
      delivered: row.delivered,
      failed: row.failed,
    },
    timers: row.timers,
    warnings: row.warnings,
    endReason: row.endReason,
    endDetail: row.endDetail,
    undelivered: row.undelivered,
    createdAt: row.createdAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    activeAt: row.activeAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

export function toRecord(row: HandoffWithRequest): HandoffRecord {
  return {
    handoff: toHandoff(row),
    request: row.request,
    notBefore: row.notBefore,
    lastUserMessage: row.lastUserMessage,
    runStarted: row.runStarted,
  };
}
