import { Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import type { CallbackResult } from '../../../activities/callbacks';
import * as messages from '../../../workflows/messages';
import type { Stage } from '../workflow-scene';

const NONE: CallbackResult = { nextDueInMs: null, holdMs: 0, sent: 0, failed: 0 };

/** What the sender of a session's callbacks is told by each look; an error is the absence of the store. */
export const CALLBACK_SCENES: Record<string, (CallbackResult | Error)[]> = {
  'callbacks, one sent': [{ ...NONE, sent: 1 }],
  'callbacks, a full batch, then the rest': [
    { ...NONE, nextDueInMs: 0, sent: 25 },
    { ...NONE, sent: 3 },
  ],
  'callbacks, held after a failure, then taken': [
    { ...NONE, nextDueInMs: 60_000, holdMs: 5_000 },
    { ...NONE, sent: 2 },
  ],
  'callbacks, the store away': [new Error('no database'), new Error('no database'), { ...NONE, sent: 1 }],
};

/** Plays one to its end and gives its history. */
export async function playCallbacks({ env, workflowBundle }: Stage, looks: (CallbackResult | Error)[]) {
  const taskQueue = `callbacks-${randomUUID()}`;
  const left = [...looks];
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle,
    activities: {
      sendDueCallbacks: () => {
        const next = left.shift() ?? NONE;
        if (next instanceof Error) throw next;
        return Promise.resolve(next);
      },
    },
  });
  return worker.runUntil(async () => {
    const input = { copilotId: 'cop_test', sessionId: `s-${randomUUID()}` };
    const options = messages.callbackStartOptions(`callbacks:${input.sessionId}`, input);
    const handle = await env.client.workflow.signalWithStart(messages.CALLBACK_WORKFLOW, {
      ...options,
      taskQueue,
    });
    await handle.result();
    return handle.fetchHistory();
  });
}
