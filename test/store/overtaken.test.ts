import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../store/types';
import { gate } from '../support/scripted-activities';
import { onBothEngines } from './engines';
import { newScene } from './scene';
import { scriptedZendesk } from './scripted-zendesk';

/** Longer than an attempt may take to its post without asking. */
const PAUSE_MS = 400;

/** A worker of the relay whose calls to Zendesk wait for this. */
function conversation() {
  const there = scriptedZendesk();
  const worker = (store: Store, until: Promise<void> = Promise.resolve()) => {
    const use = async (...call: Parameters<ReturnType<typeof there.useWith>>) => {
      await until;
      return await there.useWith()(...call);
    };
    return there.worker(store, 'relayToZendesk', {}, { zendesk: { use } });
  };
  return { keysPosted: there.keysPosted, worker };
}

onBothEngines('a worker that stood still while another took its message over', (engine) => {
  async function handoff() {
    const scene = await newScene(engine.store);
    const { handoff: opened } = await scene.open();
    const { copilotId, sessionId } = scene;
    const ref = { copilotId, sessionId, handoffId: opened.id };
    await scene.say('m1');
    return { ref, input: { ...ref, conversationId: 'c'.repeat(24), upTo: 1, timers: [] } };
  }

  it('F37: does not post it again when it wakes up', async () => {
    const { keysPosted, worker } = conversation();
    const { input } = await handoff();
    const pause = gate();
    const paused = worker(engine.store, pause.isShut)(input);
    await sleep(PAUSE_MS);
    expect(await worker(engine.store)(input)).toEqual({ n: 1 });
    pause.open();
    await expect(paused).rejects.toThrow('another attempt has taken over: m1');
    expect(keysPosted()).toEqual(['user:m1']);
  });

  it('F37: while the other is still looking for it, too', async () => {
    const { keysPosted, worker } = conversation();
    const { input } = await handoff();
    const pause = gate();
    const paused = worker(engine.store, pause.isShut)(input);
    await sleep(PAUSE_MS);
    const other = worker(engine.store)(input);
    await sleep(PAUSE_MS);
    pause.open();
    await expect(paused).rejects.toThrow('another attempt has taken over: m1');
    expect(await other).toEqual({ n: 1 });
    expect(keysPosted()).toEqual(['user:m1']);
  });

  it('one that was slow, and alone, goes on', async () => {
    const { keysPosted, worker } = conversation();
    const { input } = await handoff();
    expect(await worker(engine.store, sleep(PAUSE_MS))(input)).toEqual({ n: 1 });
    expect(keysPosted()).toEqual(['user:m1']);
  });

  it('nothing is posted once the handoff is over', async () => {
    const { keysPosted, worker } = conversation();
    const { input, ref } = await handoff();
    const paused = worker(engine.store, sleep(2 * PAUSE_MS))(input);
    await sleep(PAUSE_MS);
    await engine.store.handoffs.finish({
      handoffId: ref.handoffId,
      reason: 'copilot_ended',
      detail: null,
      notice: 'over',
    });
    await expect(paused).rejects.toThrow('another attempt has taken over: m1');
    expect(keysPosted()).toEqual([]);
  });
});
