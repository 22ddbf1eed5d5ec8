import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { createCallbackActivities } from '../activities/callbacks';
import { callbacksPending, type CallbackInput } from './messages';

const { sendDueCallbacks } = proxyActivities<ReturnType<typeof createCallbackActivities>>({
  // A batch takes 25 s at most; only our own store's absence is an error, and that is waited out.
  startToCloseTimeout: '30s',
  // As in proxies.ts: a killed worker is noticed in seconds.
  heartbeatTimeout: '2500ms',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/**
 * Sends one session's callbacks and ends when none is pending. What there is to send stands in the store; the signal only says
 * "look". So every run begins by looking, and continue-as-new has nothing to carry.
 */
export async function CallbackWorkflow(input: CallbackInput): Promise<void> {
  let signals = 0;
  setHandler(callbacksPending, () => {
    signals += 1;
  });
  let [sent, failed] = [0, 0];
  for (;;) {
    const seen = signals;
    const batch = await sendDueCallbacks.executeWithOptions({ summary: 'send what is due' }, [input]);
    sent += batch.sent;
    failed += batch.failed;
    setCurrentDetails(`Callbacks of this run: ${sent} delivered, ${failed} given up`);
    if (batch.nextDueInMs === null) {
      if (signals > seen) continue;
      return;
    }
    // Held after a failure: a signal of a newer callback must not let it overtake the one that is to be repeated.
    if (batch.holdMs > 0) await sleep(batch.holdMs, { summary: 'receiver did not take it: hold all' });
    const restMs = batch.nextDueInMs - batch.holdMs;
    if (restMs > 0)
      await condition(() => signals > seen, restMs, { summary: 'until the next attempt is due' });
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof CallbackWorkflow>(input);
  }
}
