import { ZendeskError } from '../../zendesk/errors';
import { beginStep } from '../attempts';
import type { Deps, InConversation } from '../deps';
import { ticketMetadata } from './ticket';
import { recordOf } from './user';

/** Passing control: first to our own seat, then, after our words, to Agent Workspace with the ticket's data. */
export function createControlActivities({ store, zendesk, logger }: Deps) {
  return {
    /** Before anything is posted: a default responder that woke up would make a ticket without our data. */
    async takeControl({ copilotId, handoffId, conversationId }: InConversation): Promise<void> {
      const { mayAct } = await beginStep(store, handoffId, 'control');
      await zendesk.use(copilotId, async (client, { seatId }) => {
        const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
        if (active?.id === seatId) return;
        await mayAct();
        await client.passControl({ conversationId, switchboardIntegration: seatId });
      });
    },

    /**
     * By id, never `next`. When an earlier attempt may have passed control and our seat no longer holds it, it is done: agents
     * have it, or have answered and let go already, and a repeat would open a second ticket.
     */
    async passToAgents(
      input: InConversation & { firstMessageId: string | null; firstTry: boolean },
    ): Promise<void> {
      const { copilotId, handoffId, conversationId, firstMessageId } = input;
      const record = await recordOf(store, handoffId);
      const preferences = await store.connections.preferences(copilotId);
      const { metadata } = ticketMetadata(record, preferences, firstMessageId);
      const { isRepeat, mayAct } = await beginStep(store, handoffId, 'pass');
      await zendesk.use(copilotId, async (client, connection) => {
        const { activeSwitchboardIntegration: active } = await client.getConversation(conversationId);
        if (active?.id !== connection.seatId && (isRepeat || !input.firstTry)) return;
        await mayAct();
        const pass = { conversationId, switchboardIntegration: connection.agentWorkspaceId };
        try {
          await client.passControl({ ...pass, metadata });
        } catch (thrown) {
          if (!(thrown instanceof ZendeskError) || thrown.kind !== 'rejected' || thrown.status !== 400)
            throw thrown;
          // The ticket matters more than its fields (R43).
          logger.warn({ handoffId, err: thrown }, 'ticket data was refused; passing control without it');
          await client.passControl({
            ...pass,
            ...(firstMessageId === null ? {} : { metadata: { first_message_id: firstMessageId } }),
          });
          await store.handoffs.addWarnings(handoffId, [
            {
              code: 'metadata_refused',
              detail: `Zendesk refused the ticket data: ${thrown.title ?? 'no reason given'}`,
            },
          ]);
        }
      });
    },
  };
}
