import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Agent } from '../../contract/handoff';
import { cleanJson, cleanText } from '../clean';
import type { StoreContext } from '../context';
import { messages } from '../schema/sessions';
import type { AlsoOnDelivery, HandoffStore } from '../types/handoffs';
import type { IncomingMessage } from '../types/records';
import { addMessage } from '../work/add-message';
import { readLanguage } from '../work/handoff-row';
import { inHandoff, type HandoffWork } from '../work/handoff-work';
import { without } from '../without';
import { addNoticeOnce } from '../work/notice';
import { emitState } from '../work/state-event';

type Delivered = ReturnType<HandoffStore['deliverToSession']>;

/** Puts an agent's or automated message into the session, once, and in front of it the news that this agent joined. */
export function deliverToSession(
  context: StoreContext,
  handoffId: string,
  input: IncomingMessage,
  { joinedNotice, timers }: AlsoOnDelivery = {},
): Delivered {
  // Dates do not survive cleanJson.
  const incoming = { ...input, ...cleanJson(without(input, 'received')), id: cleanText(input.id) };
  return inHandoff(context, handoffId, async (handoff) => {
    handoff.noteTimers(timers);
    const stored = await findStored(handoff, incoming.id);
    if (stored !== undefined) {
      // The answer to a first call may have been lost: the repeat says again that an agent joined, while it is still true.
      return { stored: false, agentChanged: stored.agentChanged && isSame(handoff.row.agent, stored.author) };
    }
    const afterEnd = handoff.row.state === 'ended';
    const beforeSeq = await seqOfNextReceived(handoff, incoming);
    const agentChanged =
      !afterEnd && incoming.origin === 'agent' && (await noteAgent(handoff, incoming.agent, joinedNotice));
    const { message, seq } = addMessage(handoff, {
      id: incoming.id,
      origin: incoming.origin,
      author: incoming.agent ?? { id: null, name: null, avatarUrl: null },
      content: {
        text: incoming.text,
        attachments: incoming.attachments,
        actions: incoming.actions,
        ...(incoming.cards === undefined ? {} : { cards: incoming.cards }),
        postback: null,
      },
      status: 'delivered',
      at: incoming.received,
      fromZendesk: true,
      automated: incoming.automated,
      afterEnd,
      agentChanged,
      beforeSeq,
    });
    if (incoming.origin === 'agent') handoff.change({ fromAgent: handoff.row.fromAgent + 1 });
    // Keys of a callback's message are fixed (wire.md): cards are for our own widget.
    handoff.callback('message.created', seq, { message: without(message, 'cards'), beforeSeq });
    return { stored: true, agentChanged };
  });
}

async function findStored({ tx, row }: HandoffWork, id: string) {
  const [stored] = await tx
    .select({ agentChanged: messages.agentChanged, author: messages.author })
    .from(messages)
    .where(
      and(
        eq(messages.copilotId, row.copilotId),
        eq(messages.sessionId, row.sessionId),
        inArray(messages.origin, ['agent', 'system']),
        eq(messages.id, id),
      ),
    );
  return stored;
}

/**
 * Where a view inserts a message that came late: before its successor among those stored, by (received, id). The smallest `seq`
 * of those received later would put the third of three that come in reverse order into the middle.
 */
async function seqOfNextReceived(
  { tx, row }: HandoffWork,
  { id, received }: IncomingMessage,
): Promise<number | null> {
  // "C" compares bytes, as JavaScript does; the database's own collation may not.
  const idByBytes = sql`${messages.id} collate "C"`;
  const [next] = await tx
    .select({ seq: messages.seq })
    .from(messages)
    .where(
      and(
        eq(messages.handoffId, row.id),
        eq(messages.fromZendesk, true),
        sql`(${messages.at}, ${idByBytes}) > (${received.toISOString()}::timestamptz, ${id} collate "C")`,
      ),
    )
    .orderBy(messages.at, idByBytes)
    .limit(1);
  return next?.seq ?? null;
}

/** Notes who speaks. A first or another agent: state event, callback and notice. Returns whether it was one. */
async function noteAgent(
  handoff: HandoffWork,
  agent: Agent | null,
  joinedNotice: AlsoOnDelivery['joinedNotice'],
): Promise<boolean> {
  if (agent === null) return false;
  const { state: from, agent: previousAgent } = handoff.row;
  handoff.change({ agent });
  if (isSame(previousAgent, agent)) return false;
  // One who speaks while the handoff is still opening is known to the user, and counts when control has passed (R3).
  if (from === 'waiting') handoff.change({ state: 'active', activeAt: handoff.now });
  const seq = emitState(handoff, from);
  handoff.callback('handoff.agent_joined', seq, { agent, previousAgent });
  if (joinedNotice !== undefined) {
    const text = joinedNotice(await readLanguage(handoff.tx, handoff.row.id));
    await addNoticeOnce(handoff, `joined:${seq}`, text);
  }
  return true;
}

/** By id; masked agents may have none, and are then told apart by name. */
function isSame(one: Agent | null, other: Agent): boolean {
  if (one === null) return false;
  return one.id !== null || other.id !== null ? one.id === other.id : one.name === other.name;
}
