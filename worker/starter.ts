import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { HandoffRecord, Store } from '../store/types';
import { callbackWorkflowId } from '../contract/ids';
import { textsFor } from '../contract/texts';
import {
  CALLBACK_WORKFLOW,
  connectionRestored,
  retryRequested,
  callbackStartOptions,
  HANDOFF_WORKFLOW,
  handoffInput,
  handoffStartOptions,
  handoffTimers,
  userMessage,
} from '../workflows/messages';

/** Starts of runs that the worker makes by itself, beside the API's. */
export function createStarter(client: Client, store: Store) {
  const starter = {
    /** Starts or wakes the callback sender of a session. */
    async kickCallbacks(copilotId: string, sessionId: string): Promise<void> {
      await client.workflow.signalWithStart(
        CALLBACK_WORKFLOW,
        callbackStartOptions(callbackWorkflowId(copilotId, sessionId), { copilotId, sessionId }),
      );
    },

    /**
     * A run for the row. One that is over stays over; a row that is open all the same (its run was terminated) is closed, or the
     * session could never be handed off again.
     */
    async startHandoff(record: HandoffRecord): Promise<'started' | 'over'> {
      const { copilotId, sessionId, id, workflowId } = record.handoff;
      const preferences = await store.connections.preferences(copilotId);
      const options = handoffStartOptions(workflowId, handoffInput(record, handoffTimers(preferences)));
      try {
        await client.workflow.start(HANDOFF_WORKFLOW, options);
      } catch (thrown) {
        if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw thrown;
        const { ended: notice } = textsFor(preferences, record.request.language).texts;
        await store.handoffs.finish({
          handoffId: id,
          reason: 'failed',
          detail: 'The workflow run is over.',
          notice,
        });
        await starter.kickCallbacks(copilotId, sessionId);
        return 'over';
      }
      await store.handoffs.markRunStarted(id);
      return 'started';
    },

    /** Has it try Zendesk now. One whose run is over is no concern of this. */
    async retryHandoff({ workflowId }: { workflowId: string }): Promise<void> {
      await signalIfThere(client, workflowId, retryRequested);
    },

    /** There are working credentials again: what is parked goes on. */
    async restoreHandoff({ workflowId }: { workflowId: string }): Promise<void> {
      await signalIfThere(client, workflowId, connectionRestored);
    },

    /** Tells the run of the user messages that stand in the store. */
    async signalUserMessages({ handoff, lastUserMessage }: HandoffRecord): Promise<void> {
      await client.workflow
        .getHandle(handoff.workflowId)
        .signal(userMessage, { messageId: 'reconciled', n: lastUserMessage });
      await store.handoffs.markSignalled(handoff.id, lastUserMessage);
    },
  };
  return starter;
}

async function signalIfThere(
  client: Client,
  workflowId: string,
  signal: typeof retryRequested | typeof connectionRestored,
): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).signal(signal);
  } catch (thrown) {
    if (!(thrown instanceof WorkflowNotFoundError)) throw thrown;
  }
}

export type Starter = ReturnType<typeof createStarter>;
