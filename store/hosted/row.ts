import { and, eq, gt, isNotNull, type SQL } from 'drizzle-orm';
import type { UserInput } from '../../contract/handoff';
import { sessions } from '../schema/sessions';
import type { HostedSession, VerifiedIdentity } from '../types/hosted';
import type { WidgetUser } from '../../contract/widget';

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

/**
 * Who chats, as agents and bot are told. Signed words win over the page's; a name, e-mail or picture that only the page gave
 * never stands beside a verified id as if it were verified, too (S14).
 */
export function personOf(user: WidgetUser, identity: VerifiedIdentity | null): UserInput {
  const defined = (of: object) =>
    Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
  if (identity === null) return { ...defined(user), verified: false };
  return { ...defined(identity), verified: true };
}
