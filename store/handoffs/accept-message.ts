import { and, eq } from 'drizzle-orm';
import type { StartHandoff, UserInput, UserMessageInput } from '../../contract/handoff';
import { cleanJson } from '../clean';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { handoffs } from '../schema/handoffs';
import { messages, type MessageContent } from '../schema/sessions';
import type { HandoffStore } from '../types/handoffs';
import type { AcceptResult } from '../types/records';
import { addMessage } from '../work/add-message';
import { readLatest, toRecord, type HandoffWithRequest } from '../work/handoff-row';
import { HandoffWork } from '../work/handoff-work';
import { lockSession, type SessionHead } from '../work/session-head';
import { bodyHash } from './body-hash';

type AcceptInput = Parameters<HandoffStore['acceptUserMessage']>[0];

/**
 * Takes a user's message over: from its commit on it ends exactly once as delivered, failed or undelivered. An id that this
 * session has used before, in an earlier handoff too, is a repeat: the same message is never sent twice (R20).
 */
export function acceptUserMessage(context: StoreContext, input: AcceptInput): Promise<AcceptResult> {
  const { copilotId, sessionId } = input;
  const message = cleanJson(input.message);
  return context.database.transaction(async (tx): Promise<AcceptResult> => {
    const head = await lockSession(tx, copilotId, sessionId);
    if (head === undefined) return { outcome: 'none' };
    const earlier = await findEarlier(tx, head, message.id);
    if (earlier !== undefined) return repeated(tx, earlier, message);
    const row = await readLatest(
      tx,
      and(eq(handoffs.copilotId, copilotId), eq(handoffs.sessionId, sessionId)),
    );
    if (row === undefined) return { outcome: 'none' };
    if (row.state === 'ended') return { outcome: 'ended', record: toRecord(row) };
    return acceptInto(tx, head, row, message, context.now());
  });
}

/** The session, locked, has not used this id before, and the handoff is open. */
export async function acceptInto(
  tx: Db,
  head: SessionHead,
  { request, ...columns }: HandoffWithRequest,
  message: UserMessageInput,
  now: Date,
): Promise<Accepted> {
  const handoff = new HandoffWork(tx, head, columns, now);
  const n = columns.lastUserMessage + 1;
  handoff.change({ lastUserMessage: n });
  addMessage(handoff, {
    ...userMessage(message, request.user, now),
    n,
    firstPart: firstPart(request, message.id),
  });
  await handoff.flush();
  return { outcome: 'accepted', record: toRecord({ ...handoff.row, request }), n, status: 'accepted' };
}

/** More parts than a message of the transcript can have. */
const PARTS_OF_TRANSCRIPT = 1_000;

/**
 * A backend may count the transcript's messages and the live ones apart. In Zendesk both are known as `user:<id>`: without parts
 * of its own, a live message would be taken for the one of the transcript, and never be sent.
 */
function firstPart({ transcript = [] }: StartHandoff, id: string): number {
  const isInTranscript = transcript.some((entry) => entry.author === 'user' && entry.id === id);
  return isInTranscript ? PARTS_OF_TRANSCRIPT : 0;
}

/** A message of the user as it is stored, wherever it goes. */
export function userMessage(message: UserMessageInput, user: UserInput, now: Date) {
  return {
    id: message.id,
    origin: 'user',
    author: author(user),
    content: content(message),
    status: 'accepted',
    at: now,
    fromZendesk: false,
    automated: false,
    afterEnd: false,
    bodyHash: bodyHash(message),
  } as const;
}

/** What became of the message that has this id; `conflict` when it was another one, or was said to the copilot. */
export async function repeated(
  tx: Db,
  earlier: Earlier,
  message: UserMessageInput,
): Promise<Accepted | { outcome: 'conflict' } | { outcome: 'none' }> {
  if (earlier.handoffId === null || earlier.bodyHash !== bodyHash(message)) return { outcome: 'conflict' };
  const row = await readLatest(tx, eq(handoffs.id, earlier.handoffId));
  if (row === undefined) return { outcome: 'none' };
  return { outcome: 'repeated', record: toRecord(row), n: earlier.n ?? 0, status: earlier.status };
}

export type Earlier = Pick<typeof messages.$inferSelect, 'handoffId' | 'n' | 'status' | 'bodyHash'>;
type Accepted = Extract<AcceptResult, { n: number }>;

export async function findEarlier(
  tx: Db,
  { copilotId, sessionId }: SessionHead,
  id: string,
): Promise<Earlier | undefined> {
  const [earlier] = await tx
    .select({
      handoffId: messages.handoffId,
      n: messages.n,
      status: messages.status,
      bodyHash: messages.bodyHash,
    })
    .from(messages)
    .where(
      and(
        eq(messages.copilotId, copilotId),
        eq(messages.sessionId, sessionId),
        eq(messages.origin, 'user'),
        eq(messages.id, id),
      ),
    );
  return earlier;
}

function author(user: UserInput) {
  return { id: user.id ?? null, name: user.name ?? null, avatarUrl: user.avatar ?? null };
}

function content({ text, attachments, postback }: UserMessageInput): MessageContent {
  return {
    text: text ?? null,
    attachments: (attachments ?? []).map((file) => ({ ...file, size: null })),
    actions: [],
    postback: postback ?? null,
  };
}
