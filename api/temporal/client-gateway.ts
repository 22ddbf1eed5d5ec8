import { type Client, type Connection, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { callbackWorkflowId, handoffWorkflowId } from '../../contract/ids';
import {
  CALLBACK_WORKFLOW,
  callbackStartOptions,
  HANDOFF_WORKFLOW,
  handoffInput,
  handoffStartOptions,
} from '../../workflows/messages';
import { Unavailable } from '../http/errors';
import { within } from './deadline';
import { isRunMissing } from './errors';
import type { HandoffGateway } from './gateway';

/** The gateway over a Temporal client. `client.connection` must be `connection`. */
export function createHandoffGateway(client: Client, connection: Connection): HandoffGateway {
  async function call<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await within(connection, work);
    } catch (error) {
      if (error instanceof Unavailable || error instanceof WorkflowExecutionAlreadyStartedError) throw error;
      if (isRunMissing(error)) throw error;
      throw new Unavailable('temporal', error);
    }
  }

  return {
    async start(record, timers) {
      try {
        const options = handoffStartOptions(record.handoff.workflowId, handoffInput(record, timers));
        await call(async () => client.workflow.start(HANDOFF_WORKFLOW, options));
        return 'started';
      } catch (error) {
        // USE_EXISTING answers for a running one, so this is REJECT_DUPLICATE: it has completed.
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'completed';
        throw error;
      }
    },

    async signal(handoff, name, args, requestId) {
      // handle.signal makes a request id of its own at each call; ours is what lets the server drop a repeat.
      const payloads = await encodeToPayloads(client.options.loadedDataConverter, ...args);
      try {
        await call(async () =>
          connection.workflowService.signalWorkflowExecution({
            namespace: client.options.namespace,
            identity: client.options.identity,
            workflowExecution: { workflowId: handoffWorkflowId(handoff.copilotId, handoff.handoffId) },
            signalName: name,
            requestId,
            input: { payloads: payloads ?? [] },
          }),
        );
        return 'signalled';
      } catch (error) {
        if (isRunMissing(error)) return 'no_run';
        throw error;
      }
    },

    async kickCallbacks(copilotId, sessionId) {
      const workflowId = callbackWorkflowId(copilotId, sessionId);
      await call(async () =>
        client.workflow.signalWithStart(
          CALLBACK_WORKFLOW,
          callbackStartOptions(workflowId, { copilotId, sessionId }),
        ),
      );
    },

    async ping() {
      await call(async () =>
        connection.workflowService.describeNamespace({ namespace: client.options.namespace }),
      );
    },
  };
}
