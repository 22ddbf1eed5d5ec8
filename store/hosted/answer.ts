import { and, eq, isNull, lte } from 'drizzle-orm';
import type { BotMessage } from '../../contract/bot';
import type { Action } from '../../contract/events';
import { cleanJson } from '../clean';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { openHandoffAfter } from '../handoffs/open';
import { copilots } from '../schema/copilots';
import { messages } from '../schema/sessions';
import type { HostedStore, Turn } from '../types/hosted';
import { addMessage } from '../work/add-message';
import { lockSession, type SessionHead } from '../work/session-head';
import { SessionWork } from '../work/session-work';
import { noTurn } from './turns';

type Answers = Pick<HostedStore, 'answer' | 'answerWithHandoff' | 'copilotSays'>;

/**
 * What the copilot says. Control is looked at in the transaction that writes it, under the session's lock: while agents have
 * the session nothing of the copilot gets in, whenever it set out (R18).
 */
export function answers(context: StoreContext): Answers {
  const { database, now } = context;
  const inTurn = (turn: Turn, write: (work: SessionWork) => Promise<void>) =>
    database.transaction(async (tx) => {
      const head = await lockSession(tx, turn.copilotId, turn.sessionId);
      if (head === undefined || !isItsTurn(head, turn)) return 'dropped' as const;
      const work = new SessionWork(tx, head, now());
      await write(work);
      work.changeSession({ botDone: turn.upTo, ...noTurn });
      await work.flush();
      return 'said' as const;
    });

  return {
    answer: (turn, { messages: said, notice, reached }) =>
      inTurn(turn, async (work) => {
        if (reached) await settle(work, turn);
        await speak(work, turn, said);
        if (notice !== undefined && notice.text !== '') standIn(work, turn, notice);
      }),

    async answerWithHandoff(turn, said, handoff) {
      const opened = await openHandoffAfter(
        context,
        { copilotId: turn.copilotId, ...handoff },
        async (tx, head, at) => {
          if (!isItsTurn(head, turn)) return undefined;
          const work = new SessionWork(tx, head, at);
          await settle(work, turn);
          await speak(work, turn, said);
          work.changeSession({ botDone: turn.upTo, ...noTurn });
          await work.flush();
          return relocked(tx, head);
        },
      );
      return opened ?? 'dropped';
    },

    copilotSays: ({ copilotId, sessionId, id, message }) =>
      database.transaction(async (tx) => {
        const head = await lockSession(tx, copilotId, sessionId);
        if (head?.isHosted !== true) return 'none';
        const content = contentOf(cleanJson(message));
        const [earlier] = await tx
          .select({ content: messages.content })
          .from(messages)
          .where(
            and(
              eq(messages.copilotId, copilotId),
              eq(messages.sessionId, sessionId),
              eq(messages.origin, 'copilot'),
              eq(messages.id, id),
            ),
          );
        if (earlier !== undefined) return isSame(earlier.content, content) ? 'repeated' : 'conflict';
        if (head.control !== 'copilot' || head.closedAt !== null) return 'not_in_control';
        const work = new SessionWork(tx, head, now());
        const author = await copilotOf(tx, copilotId);
        addMessage(work, { ...spoken(id, work.now), origin: 'copilot', author, content });
        await work.flush();
        return 'said';
      }),
  };
}

/**
 * Also by the lease: while a process stood still, another may have taken the turn, with all that the user has said since, and its
 * answer is the one to come.
 */
function isItsTurn(head: SessionHead, turn: Turn): boolean {
  const isOpen = head.control === 'copilot' && head.closedAt === null;
  return isOpen && head.botDone < turn.upTo && head.botLease === turn.lease;
}

async function speak(work: SessionWork, turn: Turn, said: BotMessage[]): Promise<void> {
  const author = await copilotOf(work.tx, turn.copilotId);
  for (const [index, message] of cleanJson(said).entries()) {
    const id = `${turn.id}:${index}`;
    addMessage(work, {
      ...spoken(id, work.now),
      origin: 'copilot',
      author,
      content: contentOf(message),
    });
  }
}

function standIn(work: SessionWork, turn: Turn, notice: { text: string; actions: Action[] }): void {
  addMessage(work, {
    ...spoken(`${turn.id}:stand-in`, work.now),
    origin: 'system',
    author: { id: null, name: null, avatarUrl: null },
    content: { text: notice.text, attachments: [], actions: notice.actions, postback: null },
  });
}

/** The bot has got what the user said. */
async function settle(work: SessionWork, { upTo }: Turn): Promise<void> {
  const { copilotId, sessionId } = work.head;
  const reached = await work.tx
    .update(messages)
    .set({ status: 'delivered' })
    .where(
      and(
        eq(messages.copilotId, copilotId),
        eq(messages.sessionId, sessionId),
        eq(messages.origin, 'user'),
        isNull(messages.handoffId),
        eq(messages.status, 'accepted'),
        lte(messages.seq, upTo),
      ),
    )
    .returning({ id: messages.id, seq: messages.seq });
  for (const { id } of reached.sort((one, other) => one.seq - other.seq)) {
    work.emit({ type: 'message_status', status: { messageId: id, value: 'delivered', error: null } });
  }
}

async function copilotOf(tx: Db, copilotId: string) {
  const [copilot] = await tx
    .select({ name: copilots.name, avatarUrl: copilots.avatarUrl })
    .from(copilots)
    .where(eq(copilots.id, copilotId));
  return { id: null, name: copilot?.name ?? null, avatarUrl: copilot?.avatarUrl ?? null };
}

async function relocked(tx: Db, { copilotId, sessionId }: SessionHead): Promise<SessionHead> {
  const head = await lockSession(tx, copilotId, sessionId);
  if (head === undefined) throw new StoreError('internal', 'a session that is locked is not there');
  return head;
}

function spoken(id: string, at: Date) {
  return { id, status: 'delivered', at, fromZendesk: false, automated: false, afterEnd: false } as const;
}

function contentOf({ text, attachments, actions }: BotMessage) {
  return {
    text: text ?? null,
    attachments: (attachments ?? []).map((file) => ({ ...file, size: null })),
    actions: (actions ?? []).map((action): Action => ({
      type: action.type,
      text: action.text,
      payload: action.payload ?? null,
      url: action.url ?? null,
    })),
    postback: null,
  };
}

/** jsonb does not keep the order of keys. */
function isSame(one: object, other: ReturnType<typeof contentOf>): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
