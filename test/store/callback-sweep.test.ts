import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../config/logger';
import { startCallbackSweep } from '../../worker/callback-sweep';
import { onBothEngines } from './engines';
import { newScene } from './scene';

const WITHIN_MS = 10_000;

onBothEngines('the sweep of callbacks', (engine) => {
  it('F3: what a killed worker left unsent is handed to the workflow, once; what somebody is sending is not', async () => {
    engine.setTime(new Date(Date.now() - 10_000));
    const left = await newScene(engine.store);
    const sending = await newScene(engine.store);
    for (const scene of [left, sending]) {
      const { id } = (await scene.open()).handoff;
      await engine.store.handoffs.addNotice(id, 'n1', 'notice');
    }
    const { copilotId, sessionId } = sending;
    const claim = { copilotId, sessionId, now: new Date(), forMs: 60_000 };
    expect(await engine.store.callbacks.claimNext(claim)).toBeDefined();

    const kicked: string[] = [];
    const sweep = startCallbackSweep({
      store: engine.store,
      starter: {
        kickCallbacks: (_, of) => {
          kicked.push(of);
          return Promise.resolve();
        },
      },
      logger: createLogger('test', 'silent'),
    });
    const untilMs = Date.now() + WITHIN_MS;
    while (!kicked.includes(left.sessionId) && Date.now() < untilMs) await sleep(50);
    // Two more rounds: its workflow has been told, and may be waiting for a worker.
    await sleep(4_500);
    await sweep.stop();
    expect(kicked.filter((of) => of === left.sessionId)).toHaveLength(1);
    expect(kicked).not.toContain(sending.sessionId);
  });
});
