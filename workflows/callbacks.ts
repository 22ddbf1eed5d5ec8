import {
  condition,
  continueAsNew,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { createCallbackActivities } from '../activities/callbacks';
import { atOnceOr } from './at-once';
import { callbacksPending, type CallbackInput } from './messages';

type CallbackActivities = ReturnType<typeof createCallbackActivities>;

/** A batch takes 25 s at most; only our own store's absence is an error. */
const BATCH_AT_MOST = '30s';

/**
 * Within the workflow task (ADR 0050), as long as it takes: this workflow has nothing else to do meanwhile, and a second
 * sender beside a slow receiver would send everything twice.
 */
const local = proxyLocalActivities<CallbackActivities>({
  startToCloseTimeout: BATCH_AT_MOST,
  retry: { maximumAttempts: 1 },
});

const { sendDueCallbacks } = proxyActivities<CallbackActivities>({
  startToCloseTimeout: BATCH_AT_MOST,
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
    const summary = 'send what is due';
    const batch = await atOnceOr(
      () => local.sendDueCallbacks.executeWithOptions({ summary }, [input]),
      () => sendDueCallbacks.executeWithOptions({ summary }, [input]),
    );
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
