import { and, eq } from 'drizzle-orm';
import type { UserInput, UserMessageInput } from '../../contract/handoff';
import { cleanJson } from '../clean';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { handoffs } from '../schema/handoffs';
import { messages, type MessageContent } from '../schema/sessions';
import type { HandoffStore } from '../types/handoffs';
import type { AcceptResult } from '../types/records';
import { addMessage } from '../work/add-message';
import { readLatest, toRecord } from '../work/handoff-row';
import { HandoffWork } from '../work/handoff-work';
import { lockSession } from '../work/session-head';
import { bodyHash } from './body-hash';

type AcceptInput = Parameters<HandoffStore['acceptUserMessage']>[0];

/**
 * Takes a user's message over: from its commit on it ends exactly once as delivered, failed or undelivered. An id that this
 * session has used before, in an earlier handoff too, is a repeat: the same message is never sent twice (R20).
 */
export function acceptUserMessage(context: StoreContext, input: AcceptInput): Promise<AcceptResult> {
  const { copilotId, sessionId } = input;
  const message = cleanJson(input.message);
  const hash = bodyHash(message);
  return context.database.transaction(async (tx): Promise<AcceptResult> => {
    const head = await lockSession(tx, copilotId, sessionId);
    if (head === undefined) return { outcome: 'none' };
    const earlier = await findEarlier(tx, copilotId, sessionId, message.id);
    if (earlier !== undefined && earlier.bodyHash !== hash) return { outcome: 'conflict' };
    const row = await readLatest(
      tx,
      earlier === undefined
        ? and(eq(handoffs.copilotId, copilotId), eq(handoffs.sessionId, sessionId))
        : eq(handoffs.id, earlier.handoffId),
    );
    if (row === undefined) return { outcome: 'none' };
    const { request, ...columns } = row;
    if (earlier !== undefined) {
      return { outcome: 'repeated', record: toRecord(row), n: earlier.n ?? 0, status: earlier.status };
    }
    if (row.state === 'ended') return { outcome: 'ended', record: toRecord(row) };

    const handoff = new HandoffWork(tx, head, columns, context.now());
    const n = row.lastUserMessage + 1;
    handoff.change({ lastUserMessage: n });
    await addMessage(handoff, {
      id: message.id,
      origin: 'user',
      author: author(request.user),
      content: content(message),
      status: 'accepted',
      at: handoff.now,
      fromZendesk: false,
      automated: false,
      afterEnd: false,
      n,
      bodyHash: hash,
    });
    await handoff.flush();
    return { outcome: 'accepted', record: toRecord({ ...handoff.row, request }), n, status: 'accepted' };
  });
}

async function findEarlier(tx: Db, copilotId: string, sessionId: string, id: string) {
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
