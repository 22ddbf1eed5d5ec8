import type { EndReason } from '../contract/handoff';
import { beginStep } from './attempts';
import type { Deps, InConversation } from './deps';
import { sendOnce } from './relay/send-once';

/** The second phase of an end: Zendesk is told. The session does not wait for any of it. */
export function createClosingActivities({ store, zendesk }: Deps) {
  return {
    /** One line to the agent, while Agent Workspace still holds control; else nothing, a word would wake a stray ticket. */
    async tellAgent(input: InConversation & { reason: EndReason }): Promise<void> {
      const { copilotId, handoffId, conversationId, reason } = input;
      const { texts } = await store.connections.preferences(copilotId);
      const copilot = await store.copilots.get(copilotId);
      const { mayAct } = await beginStep(store, handoffId, 'tell');
      await zendesk.use(copilotId, async (client, { agentWorkspaceId }) => {
        const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
        if (active?.id !== agentWorkspaceId) return;
        const words = reason === 'user_ended' ? texts.userEndedForAgent : texts.handoffEndedForAgent;
        // Always looked up first: this is posted once in a handoff's life, a look costs little.
        await sendOnce(
          client,
          {
            handoffId,
            messageId: 'system:ended',
            part: 0,
            earlier: new Date(Date.now() - 86_400_000),
            mayPost: mayAct,
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
      await zendesk.use(copilotId, async (client, { seatId }) => {
        const { activeSwitchboardIntegration: active, metadata } =
          await client.getConversation(conversationId);
        if (metadata['handoffId'] !== handoffId || active?.id === seatId) return;
        await client.passControl({ conversationId, switchboardIntegration: seatId });
      });
    },
  };
}
