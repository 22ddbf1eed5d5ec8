import { and, eq, ne } from 'drizzle-orm';
import { cleanJson } from '../clean';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { acceptInto, findEarlier, repeated, userMessage, type Earlier } from '../handoffs/accept-message';
import { bodyHash } from '../handoffs/body-hash';
import { handoffs } from '../schema/handoffs';
import { sessions } from '../schema/sessions';
import type { HostedStore, SaidResult } from '../types/hosted';
import type { UserMessageInput } from '../../contract/handoff';
import { addMessage } from '../work/add-message';
import { lockSession, type SessionHead } from '../work/session-head';
import { SessionWork } from '../work/session-work';
import { personOf } from './person';
import { bySession, toHosted } from './row';

/** The user says something; the lock on the session makes one order of it and every change of control (R2). */
export function say(
  context: StoreContext,
  { copilotId, sessionId, message: input }: Parameters<HostedStore['say']>[0],
): Promise<SaidResult> {
  const message = cleanJson(input);
  return context.database.transaction(async (tx): Promise<SaidResult> => {
    const head = await lockSession(tx, copilotId, sessionId);
    if (head?.isHosted !== true) throw new StoreError('not_found', 'there is no such session');
    const earlier = await findEarlier(tx, head, message.id);
    if (earlier !== undefined) return again(tx, earlier, message);
    if (head.closedAt !== null) return { outcome: 'closed' };
    if (head.control === 'handoff') {
      const accepted = await acceptInto(tx, head, await openHandoffOf(tx, head), message, context.now());
      return { outcome: 'to_agents', accepted };
    }
    return toCopilot(tx, head, message, context.now());
  });
}

async function again(tx: Db, earlier: Earlier, message: UserMessageInput): Promise<SaidResult> {
  if (earlier.bodyHash !== bodyHash(message)) return { outcome: 'conflict' };
  if (earlier.handoffId === null) {
    return { outcome: 'to_copilot', repeated: true, status: earlier.status };
  }
  const accepted = await repeated(tx, earlier, message);
  return 'record' in accepted ? { outcome: 'to_agents', accepted } : { outcome: 'conflict' };
}

async function openHandoffOf(tx: Db, { copilotId, sessionId }: SessionHead) {
  const [open] = await tx
    .select()
    .from(handoffs)
    .where(
      and(eq(handoffs.copilotId, copilotId), eq(handoffs.sessionId, sessionId), ne(handoffs.state, 'ended')),
    );
  if (open === undefined) throw new StoreError('internal', 'control is with a handoff that is not open');
  return open;
}

async function toCopilot(
  tx: Db,
  head: SessionHead,
  message: UserMessageInput,
  now: Date,
): Promise<SaidResult> {
  const [row] = await tx.select().from(sessions).where(bySession(head.copilotId, head.sessionId));
  if (row === undefined) throw new StoreError('internal', 'a session that is locked is not there');
  const { user, identity } = toHosted(row);
  const work = new SessionWork(tx, head, now);
  const { seq } = addMessage(work, userMessage(message, personOf(user, identity), now));
  work.changeSession({ botDue: seq, botTurn: 'message' });
  await work.flush();
  return { outcome: 'to_copilot', repeated: false, status: 'accepted' };
}
