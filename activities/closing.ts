import type { EndReason } from '../contract/handoff';
import type { Metadata } from '../zendesk/client';
import { beginStep } from './attempts';
import type { Deps, InConversation } from './deps';
import { sendOnce } from './relay/send-once';

/** The user's default conversation may serve a later handoff by now: the agent there must not read that it is over. */
function isOfAnother(handoffId: string, metadata: Metadata): boolean {
  return metadata['handoffId'] !== undefined && metadata['handoffId'] !== handoffId;
}

/** The second phase of an end: Zendesk is told. The session does not wait for any of it. */
export function createClosingActivities({ store, zendesk }: Deps) {
  return {
    /** One line to the agent, while Agent Workspace still holds control; else nothing, a word would wake a stray ticket. */
    async tellAgent(input: InConversation & { reason: EndReason }): Promise<void> {
      const { copilotId, handoffId, conversationId, reason } = input;
      const { texts } = await store.connections.preferences(copilotId);
      const copilot = await store.copilots.get(copilotId);
      const { isRepeat, mayAct, underWay } = await beginStep(store, handoffId, 'tell');
      await zendesk.use(copilotId, async (client, { agentWorkspaceId }) => {
        const { activeSwitchboardIntegration: active, metadata } =
          await client.getConversation(conversationId);
        if (active?.id !== agentWorkspaceId || isOfAnother(handoffId, metadata)) return;
        const words = reason === 'user_ended' ? texts.userEndedForAgent : texts.handoffEndedForAgent;
        await sendOnce(
          client,
          {
            handoffId,
            messageId: 'system:ended',
            part: 0,
            earlier: isRepeat ? new Date(Date.now() - 86_400_000) : undefined,
            mayPost: mayAct,
            underWay,
          },
          {
            conversationId,
            author: { type: 'business', displayName: (copilot?.name ?? 'Copilot').slice(0, 100) },
            content: { type: 'text', text: words },
          },
        );
      });
    },

    /**
     * Control to our seat, so that the next message of anyone wakes no default responder. Not when the conversation serves a
     * later handoff by now (multi-conversations off).
     */
    async returnToSeat({ copilotId, handoffId, conversationId }: InConversation): Promise<void> {
      const { mayAct } = await beginStep(store, handoffId, 'seat');
      await zendesk.use(copilotId, async (client, { seatId }) => {
        const { activeSwitchboardIntegration: active, metadata } =
          await client.getConversation(conversationId);
        if (metadata['handoffId'] !== handoffId || active?.id === seatId) return;
        await mayAct();
        await client.passControl({ conversationId, switchboardIntegration: seatId });
      });
    },
  };
}
