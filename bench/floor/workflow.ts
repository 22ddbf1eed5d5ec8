import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

export const poke = defineSignal('poke');

const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({
  startToCloseTimeout: '10s',
  // As the product's.
  heartbeatTimeout: '2500ms',
});

/** The least that a durable relay can be: takes a signal, runs one activity that does nothing. */
export async function FloorWorkflow(): Promise<void> {
  let waiting = 0;
  setHandler(poke, () => {
    waiting += 1;
  });
  for (;;) {
    await condition(() => waiting > 0);
    waiting -= 1;
    await nothing();
  }
}
