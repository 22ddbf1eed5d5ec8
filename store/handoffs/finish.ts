import { and, eq, sql } from 'drizzle-orm';
import type { UndeliveredMessage } from '../../contract/callbacks';
import type { DeliveryError } from '../../contract/events';
import { cleanText } from '../clean';
import type { StoreContext } from '../context';
import { messages } from '../schema/sessions';
import type { HandoffStore } from '../types/handoffs';
import { inHandoff, type HandoffWork } from '../work/handoff-work';
import { addNoticeOnce } from '../work/notice';
import { emitState } from '../work/state-event';

type FinishInput = Parameters<HandoffStore['finish']>[0];

/** Ends a handoff, once: what was accepted and did not arrive is given back, the copilot has control again. */
export function finishHandoff(context: StoreContext, input: FinishInput): Promise<boolean> {
  return inHandoff(context, input.handoffId, async (handoff) => {
    const { state: from, failed } = handoff.row;
    if (from === 'ended') return false;
    const undelivered = await giveBack(handoff);
    for (const { id, outcome } of undelivered) {
      const error: DeliveryError = { code: 'handoff_ended', message: MESSAGES[outcome], outcome };
      const status = { messageId: id, value: 'undelivered' as const, error };
      const seq = handoff.emit({ type: 'message_status', status });
      handoff.callback('message.failed', seq, { messageId: id, error });
    }
    if (input.notice !== null) await addNoticeOnce(handoff, 'ended', input.notice);

    handoff.setControl('copilot');
    const { isHosted, botUrl, botSpeaksFirst } = handoff.head;
    // What agents never saw the bot takes up; an answer to it is owed as to any other message.
    const isBotsTurn = undelivered.some(({ outcome }) => outcome === 'not_sent') || botSpeaksFirst;
    if (isHosted && botUrl !== null && isBotsTurn) {
      handoff.changeSession({ botDue: handoff.nextSeq, botTurn: 'handoff_ended' });
    }
    handoff.change({
      state: 'ended',
      attention: null,
      timers: [],
      endReason: input.reason,
      endDetail: input.detail === null ? null : cleanText(input.detail),
      endedAt: handoff.now,
      failed: failed + undelivered.length,
      undelivered: undelivered.map(({ id, outcome }) => ({ id, outcome })),
    });
    const seq = emitState(handoff, from);
    const view = handoff.view();
    handoff.callback('handoff.ended', seq, {
      handoff: view,
      reason: input.reason,
      undelivered,
      ticket: view.ticket,
    });
    return true;
  });
}

const MESSAGES = {
  not_sent: 'The handoff ended before the message was sent.',
  unknown: 'The handoff ended before it was known whether the message had arrived.',
} satisfies Record<DeliveryError['outcome'], string>;

/**
 * Takes every message that is still queued out of the queue, in order. One that was attempted may have arrived, as a whole or
 * in part: only the copilot can decide what to do with it.
 */
async function giveBack({ tx, row }: HandoffWork): Promise<UndeliveredMessage[]> {
  const outcome = sql<
    DeliveryError['outcome']
  >`case when ${messages.attemptedAt} is null then 'not_sent' else 'unknown' end`;
  const taken = await tx
    .update(messages)
    .set({
      status: 'undelivered',
      error: sql`jsonb_build_object('code', 'handoff_ended', 'outcome', ${outcome},
        'message', case when ${messages.attemptedAt} is null then ${MESSAGES.not_sent}::text else ${MESSAGES.unknown}::text end)`,
    })
    .where(and(eq(messages.handoffId, row.id), eq(messages.origin, 'user'), eq(messages.status, 'accepted')))
    .returning({ id: messages.id, n: messages.n, at: messages.at, content: messages.content, outcome });
  return taken
    .sort((one, other) => (one.n ?? 0) - (other.n ?? 0))
    .map(({ id, at, content, outcome: known }) => ({
      id,
      text: content.text,
      attachments: content.attachments,
      at: at.toISOString(),
      outcome: known,
    }));
}
