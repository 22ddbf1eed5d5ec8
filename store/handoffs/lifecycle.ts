import { cleanJson } from '../clean';
import type { StoreContext } from '../context';
import type { HandoffStore } from '../types/handoffs';
import { inHandoff } from '../work/handoff-work';
import { addNoticeOnce } from '../work/notice';
import { emitState } from '../work/state-event';

type Lifecycle = Pick<
  HandoffStore,
  'beginOpening' | 'accept' | 'setAttention' | 'addNotice' | 'recordOpeningFailure'
>;

/** The steps of a handoff between its first state and its end. Each is nothing when it was taken before, or after the end. */
export function lifecycle(context: StoreContext): Lifecycle {
  return {
    beginOpening: (handoffId) =>
      inHandoff(context, handoffId, (handoff) => {
        if (handoff.row.state !== 'scheduled') return;
        handoff.change({ state: 'opening' });
        emitState(handoff, 'scheduled');
      }),

    accept: (handoffId, notice) =>
      inHandoff(context, handoffId, async (handoff) => {
        const { state: from, acceptedAt, agent, activeAt } = handoff.row;
        if (from === 'ended' || acceptedAt !== null) return;
        // An agent may have spoken before we knew that control has passed (R3). "You are being connected" would come late then.
        const spoken = agent !== null;
        handoff.change({
          state: spoken ? 'active' : 'waiting',
          acceptedAt: handoff.now,
          activeAt: spoken ? handoff.now : activeAt,
        });
        const seq = emitState(handoff, from);
        handoff.callback('handoff.started', seq, { handoff: handoff.view() });
        if (!spoken) await addNoticeOnce(handoff, 'accepted', notice);
      }),

    setAttention: (handoffId, input) =>
      inHandoff(context, handoffId, (handoff) => {
        const { state, attention: previous } = handoff.row;
        if (state === 'ended' || previous?.code === input?.code) return;
        handoff.change({ attention: input });
        const seq = emitState(handoff, state);
        handoff.callback('handoff.attention', seq, { attention: input, previous });
      }),

    addNotice: (handoffId, name, text) =>
      inHandoff(context, handoffId, async (handoff) => {
        if (handoff.row.state !== 'ended') await addNoticeOnce(handoff, name, text);
      }),

    recordOpeningFailure: (handoffId, input) =>
      inHandoff(context, handoffId, (handoff) => {
        if (handoff.row.state === 'ended' || handoff.row.openingError !== null) return;
        const error = cleanJson(input);
        handoff.change({ openingError: error });
        // It has no event of its own (`finish` follows): it belongs to the last one before it.
        handoff.callback('handoff.failed', handoff.nextSeq - 1, { handoff: handoff.view(), error });
      }),
  };
}
