import { createLogger } from '../../config/logger';
import { startCallbackSweep } from '../../worker/callback-sweep';
import { eventually } from '../support/world/http';
import { onBothEngines } from './engines';
import { newScene } from './scene';

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
    let looks = 0;
    const { callbacks } = engine.store;
    const sessionsOverdue: typeof callbacks.sessionsOverdue = async (graceMs) => {
      const overdue = await callbacks.sessionsOverdue(graceMs);
      looks += 1;
      return overdue;
    };
    const kickCallbacks = (_: string, of: string): Promise<void> => {
      kicked.push(of);
      return Promise.resolve();
    };
    const sweep = startCallbackSweep(
      {
        store: { ...engine.store, callbacks: { ...callbacks, sessionsOverdue } },
        starter: { kickCallbacks },
        logger: createLogger('test', 'silent'),
      },
      20,
    );
    await eventually(() => kicked.includes(left.sessionId));
    // Looks again and again: its workflow has been told, and may be waiting for a worker.
    const then = looks;
    await eventually(() => looks >= then + 3);
    await sweep.stop();
    expect(kicked.filter((of) => of === left.sessionId)).toHaveLength(1);
    expect(kicked).not.toContain(sending.sessionId);
  });
});
