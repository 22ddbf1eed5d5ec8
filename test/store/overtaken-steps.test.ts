import { setTimeout as sleep } from 'node:timers/promises';
import type { Activities } from '../../activities';
import { gate } from '../support/scripted-activities';
import { onBothEngines } from './engines';
import { newScene } from './scene';
import { AGENTS, NOBODY, scriptedZendesk, SEAT } from './scripted-zendesk';

/** Longer than an attempt may take to its call without asking. */
const PAUSE_MS = 400;

onBothEngines('a worker that stood still while another took its step over', (engine) => {
  async function handoff() {
    const scene = await newScene(engine.store);
    const { handoff: opened } = await scene.open({
      transcript: [{ id: 't1', author: 'user', text: 'hello' }],
    });
    const { copilotId, sessionId } = scene;
    const ref = { copilotId, sessionId, handoffId: opened.id };
    return { scene, ref, input: { ...ref, conversationId: 'c1' } };
  }

  /** One worker stands still at a read, another does the step, the first one wakes up. */
  async function overtake(
    there: ReturnType<typeof scriptedZendesk>,
    name: keyof Activities,
    read: Parameters<typeof there.standingAt>[0],
    input: unknown,
  ) {
    const pause = gate();
    const paused = there.worker(engine.store, name, there.standingAt(read, pause.isShut))(input);
    await sleep(PAUSE_MS);
    await there.worker(engine.store, name)(input);
    pause.open();
    await expect(paused).rejects.toThrow('another attempt has taken over');
  }

  it('F37: makes no second conversation, and does not put one in the place of the first', async () => {
    const there = scriptedZendesk();
    const { scene, ref } = await handoff();
    await overtake(there, 'ensureConversation', 'findConversation', ref);
    expect(there.conversations).toEqual(['c1']);
    expect((await scene.latest()).handoff.conversationId).toBe('c1');
  });

  it('F37: posts no second transcript', async () => {
    const there = scriptedZendesk();
    const { input } = await handoff();
    await overtake(there, 'postTranscript', 'listMessages', input);
    expect(there.keysPosted()).toEqual(['system:intro', 'user:t1']);
  });

  it('F37: takes no control from agents who have got it meanwhile', async () => {
    const there = scriptedZendesk();
    there.passed.push(AGENTS);
    const { input } = await handoff();
    await overtake(there, 'takeControl', 'getConversation', input);
    expect(there.passed).toEqual([AGENTS, SEAT]);
  });

  it('F37: does not pass control to agents who have had it, which would open a second ticket', async () => {
    const there = scriptedZendesk();
    const { input } = await handoff();
    await overtake(there, 'passToAgents', 'getConversation', {
      ...input,
      firstMessageId: 'z1',
      firstTry: true,
    });
    expect(there.passed).toEqual([AGENTS]);
  });

  it('F6: nor does a repeat after a cut in which they had it and let go of it', async () => {
    const there = scriptedZendesk();
    const { input } = await handoff();
    const pass = there.worker(engine.store, 'passToAgents');
    // The workflow calls anew after half a minute without an answer, with the same input.
    const asked = { ...input, firstMessageId: 'z1', firstTry: true };
    await pass(asked);
    there.passed.push(NOBODY);
    await pass(asked);
    expect(there.passed).toEqual([AGENTS, NOBODY]);
  });

  it('F24: passes no control once the handoff is over', async () => {
    const there = scriptedZendesk();
    const { input, ref } = await handoff();
    const pause = gate();
    const slow = there.standingAt('getConversation', pause.isShut);
    const paused = there.worker(
      engine.store,
      'passToAgents',
      slow,
    )({
      ...input,
      firstMessageId: 'z1',
      firstTry: true,
    });
    await sleep(PAUSE_MS);
    const end = { reason: 'user_ended' as const, detail: null, notice: null };
    await engine.store.handoffs.finish({ handoffId: ref.handoffId, ...end });
    pause.open();
    await expect(paused).rejects.toThrow('another attempt has taken over: pass');
    expect(there.passed).toEqual([]);
  });

  it('F37: says once to the agent that it is over', async () => {
    const there = scriptedZendesk();
    there.passed.push(AGENTS);
    const { input } = await handoff();
    await overtake(there, 'tellAgent', 'getConversation', { ...input, reason: 'user_ended' });
    expect(there.keysPosted()).toEqual(['system:ended']);
  });

  it('says it to no agent of a later handoff in the same conversation', async () => {
    const there = scriptedZendesk();
    there.passed.push(AGENTS);
    there.setMetadata({ handoffId: 'ho_of_a_later_one' });
    const { input } = await handoff();
    await there.worker(engine.store, 'tellAgent')({ ...input, reason: 'user_ended' });
    expect(there.posted).toEqual([]);
  });

  it('F40: a post of the transcript whose answer was lost, and that shows up late, is not repeated', async () => {
    const there = scriptedZendesk();
    const { input } = await handoff();
    const losing = there.worker(engine.store, 'postTranscript', there.slowPost(3_000, true));
    await expect(losing(input)).rejects.toThrow('unavailable');
    expect(await there.worker(engine.store, 'postTranscript')(input)).toEqual({ firstMessageId: 'z1' });
    expect(there.keysPosted()).toEqual(['system:intro', 'user:t1']);
  }, 20_000);
});
