import { WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from '../config/logger';
import type { HandoffRecord, Store } from '../store/types';
import type { Starter } from './starter';

const EVERY_MS = 30_000;
/** Younger rows are still in the hands of the API call that made them. */
const GRACE_MS = 10_000;

/**
 * Finds what a killed process left between the store and Temporal (design §5.1): rows without a run, user messages that were
 * stored but never signalled. One worker at a time, each 30 s, and at its start.
 */
export function startReconciler(deps: { store: Store; starter: Starter; logger: Logger }): {
  stop(): Promise<void>;
} {
  const { store, logger } = deps;
  let stopped = false;
  let underWay: Promise<void> = Promise.resolve();

  const look = () => {
    underWay = store
      .withLock('reconciler', () => reconcile(deps))
      .then(
        () => undefined,
        (thrown: unknown) => {
          logger.error({ err: thrown }, 'reconciler: trying again in 30 s');
        },
      );
  };
  look();
  const timer = setInterval(() => {
    if (!stopped) look();
  }, EVERY_MS);

  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await underWay;
    },
  };
}

/** One round; a row that fails does not keep the others from theirs. */
export async function reconcile({
  store,
  starter,
  logger,
}: {
  store: Store;
  starter: Starter;
  logger: Logger;
}): Promise<void> {
  const olderThan = new Date(Date.now() - GRACE_MS);
  for (const record of await store.handoffs.listNeglected(olderThan)) {
    const { id: handoffId } = record.handoff;
    try {
      if (!record.runStarted && (await starter.startHandoff(record)) === 'over') continue;
      if (record.lastUserMessage > 0) await signal(starter, record);
      logger.warn({ handoffId }, 'reconciler: a handoff was left behind and is taken up');
    } catch (thrown) {
      logger.error({ handoffId, err: thrown }, 'reconciler: could not take up a handoff');
    }
  }
}

async function signal(starter: Starter, record: HandoffRecord): Promise<void> {
  try {
    await starter.signalUserMessages(record);
  } catch (thrown) {
    if (!(thrown instanceof WorkflowNotFoundError)) throw thrown;
    // The row says open, Temporal has no run: its history was lost (a wiped dev server). A new run takes the row up.
    if ((await starter.startHandoff(record)) === 'started') await starter.signalUserMessages(record);
  }
}
