import { and, eq, ne } from 'drizzle-orm';
import { newId } from '../../contract/ids';
import type { StartHandoff } from '../../contract/handoff';
import { cleanJson } from '../clean';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { copilots } from '../schema/copilots';
import { handoffs } from '../schema/handoffs';
import { sessions } from '../schema/sessions';
import type { HandoffStore } from '../types/handoffs';
import { HandoffWork } from '../work/handoff-work';
import { toRecord, type HandoffWithRequest } from '../work/handoff-row';
import { addNoticeOnce } from '../work/notice';
import { lockSession, type SessionHead } from '../work/session-head';
import { transcriptOf } from '../hosted/transcript';
import { emitState } from '../work/state-event';

type OpenInput = Parameters<HandoffStore['open']>[0];

type Opened = Awaited<ReturnType<HandoffStore['open']>>;
/** What comes before the handoff in its transaction; undefined: it is not to be opened after all. */
export type Before = (tx: Db, head: SessionHead, now: Date) => Promise<SessionHead | undefined>;

/** Opens a handoff, or gives the session's open one: the lock on the session puts concurrent calls into one order (R11). */
export async function openHandoff(context: StoreContext, input: OpenInput): Promise<Opened> {
  const opened = await openHandoffAfter(context, input, (_tx, head) => Promise.resolve(head));
  if (opened === undefined) throw new StoreError('internal', 'the handoff was not opened');
  return opened;
}

export function openHandoffAfter(
  context: StoreContext,
  input: OpenInput,
  before: Before,
): Promise<Opened | undefined> {
  const { copilotId } = input;
  const asked = cleanJson(input.request);
  return context.database.transaction(async (tx) => {
    const now = context.now();
    const found = await ensureSession(tx, copilotId, asked, now);
    const inSession = and(eq(handoffs.copilotId, copilotId), eq(handoffs.sessionId, asked.sessionId));
    const [open] = await tx
      .select()
      .from(handoffs)
      .where(and(inSession, ne(handoffs.state, 'ended')));
    if (open !== undefined) return { record: toRecord(open), created: false };
    if (found.closedAt !== null) throw new StoreError('not_found', 'the session is closed');

    const head = await before(tx, found, now);
    if (head === undefined) return undefined;
    const request = head.isHosted ? { ...asked, transcript: await transcriptOf(tx, head) } : asked;
    const row = await insertHandoff(tx, input, request, now);
    const handoff = new HandoffWork(tx, head, row, now);
    if (head.isHosted) {
      // An answer of the bot that is under way comes too late now; what it would have answered is in the transcript (R18).
      handoff.changeSession({ botDone: head.lastSeq });
    } else {
      await tx
        .update(sessions)
        .set({ user: request.user })
        .where(and(eq(sessions.copilotId, copilotId), eq(sessions.id, request.sessionId)));
    }
    handoff.setControl('handoff');
    emitState(handoff, null);
    if (input.notice !== undefined) await addNoticeOnce(handoff, 'opened', input.notice);
    await handoff.flush();
    return { record: toRecord(row), created: true };
  });
}

async function ensureSession(
  tx: Db,
  copilotId: string,
  request: StartHandoff,
  now: Date,
): Promise<SessionHead> {
  const [copilot] = await tx
    .select({ deletedAt: copilots.deletedAt })
    .from(copilots)
    .where(eq(copilots.id, copilotId));
  if (copilot?.deletedAt !== null) throw new StoreError('not_found', `copilot ${copilotId} does not exist`);
  await tx
    .insert(sessions)
    .values({ copilotId, id: request.sessionId, user: request.user, control: 'copilot', createdAt: now })
    .onConflictDoNothing();
  const head = await lockSession(tx, copilotId, request.sessionId);
  if (head === undefined) throw new StoreError('internal', `session ${request.sessionId} was not stored`);
  return head;
}

async function insertHandoff(
  tx: Db,
  { copilotId, notBefore, warnings }: OpenInput,
  request: StartHandoff,
  now: Date,
): Promise<HandoffWithRequest> {
  const { user } = request;
  const [row] = await tx
    .insert(handoffs)
    .values({
      id: newId('ho'),
      copilotId,
      sessionId: request.sessionId,
      state: notBefore === undefined ? 'opening' : 'scheduled',
      reason: request.reason ?? null,
      summary: request.summary ?? null,
      user: {
        id: user.id ?? null,
        name: user.name ?? null,
        email: user.email ?? null,
        verified: user.verified ?? false,
      },
      request,
      notBefore: notBefore ?? null,
      warnings: warnings ?? [],
      createdAt: now,
    })
    .returning();
  if (row === undefined) throw new StoreError('internal', 'the handoff was not stored');
  return row;
}
