import { and, eq, gt, isNotNull, type SQL } from 'drizzle-orm';
import { sessions } from '../schema/sessions';
import type { HostedSession } from '../types/hosted';

type Row = typeof sessions.$inferSelect;

/** Of the sessions that we host. */
export const hosted = (condition: SQL | undefined) => and(isNotNull(sessions.tokenHash), condition);
export const unexpired = (now: Date) => gt(sessions.expiresAt, now);
export const bySession = (copilotId: string, sessionId: string) =>
  and(eq(sessions.copilotId, copilotId), eq(sessions.id, sessionId));

export function toHosted(row: Row): HostedSession {
  return {
    copilotId: row.copilotId,
    id: row.id,
    control: row.control,
    lastSeq: row.lastSeq,
    user: row.user,
    identity: row.identity,
    language: row.language,
    contactId: row.contactId,
    externalId: row.externalId,
    extra: row.extra,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt ?? row.createdAt,
    closedAt: row.closedAt,
  };
}
