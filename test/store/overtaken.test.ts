import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../../activities/deps';
import { createRelayActivity } from '../../activities/relay/relay';
import type { ZendeskClients } from '../../activities/zendesk-clients';
import type { Store, ZendeskConnection } from '../../store/types';
import type { ZendeskClient } from '../../zendesk/client';
import { onBothEngines } from './engines';
import { gate } from '../support/scripted-activities';
import { newScene } from './scene';

/** Longer than an attempt may take to its post without asking. */
const PAUSE_MS = 400;

/** A conversation in Zendesk, for workers that can be stopped on their way to it. */
function conversation() {
  const posted: string[] = [];
  const client = {
    postMessage: ({ metadata }: { metadata: { messageId: string } }) => {
      posted.push(metadata.messageId);
      return Promise.resolve({ zendeskMessageId: `z${posted.length}`, received: '' });
    },
    findSent: ({ messageId }: { messageId: string }) => {
      const at = posted.indexOf(messageId);
      return Promise.resolve(at === -1 ? undefined : { zendeskMessageId: `z${at + 1}` });
    },
  } as unknown as ZendeskClient;
  /** A worker whose calls wait for this. */
  const worker = (store: Store, until: Promise<void> = Promise.resolve()) => {
    const use: ZendeskClients['use'] = async (_, call) => {
      await until;
      return await call(client, {} as ZendeskConnection);
    };
    const deps = { store, zendesk: { use, close: () => undefined }, kickCallbacks: () => undefined };
    return createRelayActivity(deps as unknown as Deps);
  };
  return { posted, worker };
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
    const { posted, worker } = conversation();
    const { input } = await handoff();
    const pause = gate();
    const paused = worker(engine.store, pause.isShut)(input);
    await sleep(PAUSE_MS);
    expect(await worker(engine.store)(input)).toEqual({ n: 1 });
    pause.open();
    await expect(paused).rejects.toThrow('another attempt has taken over: m1');
    expect(posted).toEqual(['user:m1']);
  });

  it('F37: while the other is still looking for it, too', async () => {
    const { posted, worker } = conversation();
    const { input } = await handoff();
    const pause = gate();
    const paused = worker(engine.store, pause.isShut)(input);
    await sleep(PAUSE_MS);
    const other = worker(engine.store)(input);
    await sleep(PAUSE_MS);
    pause.open();
    await expect(paused).rejects.toThrow('another attempt has taken over: m1');
    expect(await other).toEqual({ n: 1 });
    expect(posted).toEqual(['user:m1']);
  });

  it('one that was slow, and alone, goes on', async () => {
    const { posted, worker } = conversation();
    const { input } = await handoff();
    expect(await worker(engine.store, sleep(PAUSE_MS))(input)).toEqual({ n: 1 });
    expect(posted).toEqual(['user:m1']);
  });

  it('nothing is posted once the handoff is over', async () => {
    const { posted, worker } = conversation();
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
    expect(posted).toEqual([]);
  });
});
