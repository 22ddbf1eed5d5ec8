import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { HandoffRecord, Store } from '../store/types';
import { callbackWorkflowId } from '../contract/ids';
import {
  CALLBACK_WORKFLOW,
  callbackStartOptions,
  HANDOFF_WORKFLOW,
  handoffInput,
  handoffStartOptions,
  userMessage,
} from '../workflows/messages';

/** Starts of runs that the worker makes by itself, beside the API's. */
export function createStarter(client: Client, store: Store) {
  return {
    /** Starts or wakes the callback sender of a session. */
    async kickCallbacks(copilotId: string, sessionId: string): Promise<void> {
      await client.workflow.signalWithStart(
        CALLBACK_WORKFLOW,
        callbackStartOptions(callbackWorkflowId(copilotId, sessionId), { copilotId, sessionId }),
      );
    },

    /** A run for the row, unless one was ever started; a finished one stays finished. */
    async startHandoff(record: HandoffRecord): Promise<void> {
      const { copilotId, id, workflowId } = record.handoff;
      const preferences = await store.connections.preferences(copilotId);
      const options = handoffStartOptions(workflowId, handoffInput(record, preferences));
      try {
        await client.workflow.start(HANDOFF_WORKFLOW, options);
      } catch (thrown) {
        if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw thrown;
      }
      await store.handoffs.markRunStarted(id);
    },

    /** Tells the run of the user messages that stand in the store. */
    async signalUserMessages({ handoff, lastUserMessage }: HandoffRecord): Promise<void> {
      await client.workflow
        .getHandle(handoff.workflowId)
        .signal(userMessage, { messageId: 'reconciled', n: lastUserMessage });
      await store.handoffs.markSignalled(handoff.id, lastUserMessage);
    },
  };
}
export type Starter = ReturnType<typeof createStarter>;
