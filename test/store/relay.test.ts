import { setTimeout as sleep } from 'node:timers/promises';
import { FileStorageError } from '../../config/file-storage';
import { onBothEngines } from './engines';
import { newScene } from './scene';
import { AGENTS, NOBODY, scriptedZendesk, zendeskError } from './scripted-zendesk';

const USER_GONE = zendeskError('postMessage', 'not_found', { code: 'user_not_found' });
const PICTURE = { url: 'https://files.test/p.png', name: 'p.png', mediaType: 'image/png' };

onBothEngines('the way of a user’s message to Zendesk', (engine) => {
  async function handoff(request: Parameters<Awaited<ReturnType<typeof newScene>>['open']>[0] = {}) {
    const scene = await newScene(engine.store);
    const { handoff: opened } = await scene.open(request);
    await engine.store.handoffs.accept(opened.id, 'transferred');
    const { copilotId, sessionId } = scene;
    const ref = { copilotId, sessionId, handoffId: opened.id };
    const there = scriptedZendesk();
    there.passed.push(AGENTS);
    const input = { ...ref, conversationId: 'c1', upTo: 9, timers: [] };
    const relay = (
      ...own: Parameters<typeof there.worker> extends [unknown, unknown, ...infer O] ? O : never
    ) => there.worker(engine.store, 'relayToZendesk', ...own);
    const told = async () =>
      (await scene.events()).flatMap((event) => (event.type === 'message_status' ? [event.status] : []));
    return { scene, there, input, relay, told };
  }

  /** The user's words and a file; the message goes out as two parts. */
  async function sayWithFile({ scene }: Awaited<ReturnType<typeof handoff>>) {
    const { copilotId, sessionId } = scene;
    const message = { id: 'm1', text: 'see', attachments: [PICTURE] };
    await engine.store.handoffs.acceptUserMessage({ copilotId, sessionId, message });
  }

  it('F37: a post that is still under way when another worker takes over is found, not repeated', async () => {
    const { scene, there, input, relay } = await handoff();
    await scene.say('m1');
    const first = relay(there.slowPost(4_500))(input);
    await sleep(500);
    const other = relay()(input);
    expect(await first).toEqual({ n: 1 });
    expect(await other).toEqual({ n: 1 });
    expect(there.keysPosted()).toEqual(['user:m1']);
  }, 20_000);

  it('F40: one whose answer was lost is looked for long enough by any worker', async () => {
    const { scene, there, input, relay } = await handoff();
    await scene.say('m1');
    await expect(relay(there.slowPost(4_000, true))(input)).rejects.toThrow('unavailable');
    expect(await relay()(input)).toEqual({ n: 1 });
    expect(there.keysPosted()).toEqual(['user:m1']);
  }, 20_000);

  it('F31: refused after a part of it has arrived, it is not said that nothing was sent', async () => {
    const it = await handoff();
    await sayWithFile(it);
    const { there, input, relay, told } = it;
    const refusal = zendeskError('postMessage', 'rejected');
    await relay(there.takingOnly(({ content }) => content.type === 'text', refusal))(input);
    expect(await told()).toEqual([
      {
        messageId: 'm1',
        value: 'failed',
        error: {
          code: 'rejected',
          message: 'Zendesk refused the message; a part of the message has arrived',
          outcome: 'unknown',
        },
      },
    ]);
  });

  it('a no to a question of ours is none to the message', async () => {
    const { scene, there, input, relay, told } = await handoff();
    await scene.say('m1');
    await expect(relay(there.slowPost(0, true))(input)).rejects.toThrow('unavailable');
    const findSent = () => {
      throw zendeskError('listMessages', 'rejected');
    };
    await expect(relay({ findSent })(input)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await told()).toEqual([]);
    await relay()(input);
    expect(there.keysPosted()).toEqual(['user:m1']);
    expect(await told()).toMatchObject([{ value: 'delivered' }]);
  }, 20_000);

  it('R20: what had arrived when agents let go is not given back', async () => {
    const { scene, there, input, relay, told } = await handoff();
    await scene.say('m1');
    await expect(relay(there.slowPost(0, true))(input)).rejects.toThrow('unavailable');
    there.passed.push(NOBODY);
    const asked = { ...input, agentsHadControl: true, agentsSeenAtMs: 0, agentsSeenAgoMs: 60_000 };
    expect(await relay()(asked)).toEqual({ n: null, agentsLeft: true });
    expect(await told()).toMatchObject([{ messageId: 'm1', value: 'delivered' }]);
    expect(there.keysPosted()).toEqual(['user:m1']);
  });

  it('R20: what was never sent is not, and counts as never attempted', async () => {
    const { scene, there, input, relay } = await handoff();
    await scene.say('m1');
    there.passed.push(NOBODY);
    const asked = { ...input, agentsHadControl: true, agentsSeenAtMs: 0, agentsSeenAgoMs: 60_000 };
    expect(await relay()(asked)).toEqual({ n: null, agentsLeft: true });
    expect(there.posted).toEqual([]);
    const end = { reason: 'agent_ended' as const, detail: null, notice: null };
    await engine.store.handoffs.finish({ handoffId: input.handoffId, ...end });
    expect((await scene.latest()).handoff.undelivered).toEqual([{ id: 'm1', outcome: 'not_sent' }]);
  });

  describe('R20: ordered just after control was passed, when nobody can be looked for yet', () => {
    const just = { agentsHadControl: false, agentsSeenAtMs: Date.now(), agentsSeenAgoMs: 3_000 };

    it('tried again when it was passed long ago: agents who have let go meanwhile are missed', async () => {
      const { scene, there, input, relay } = await handoff();
      await scene.say('m1');
      there.passed.push(NOBODY);
      const asked = { ...input, ...just, passedAgoMs: 3_000 };
      expect(await relay({}, {}, 20_000)(asked)).toEqual({ n: null, agentsLeft: true });
      expect(there.posted).toEqual([]);
    });

    it('the same when the time passes while an earlier attempt is looked for', async () => {
      const { scene, there, input, relay } = await handoff();
      await scene.say('m1');
      await engine.store.handoffs.nextUserMessage(input.handoffId, 9);
      there.passed.push(NOBODY);
      const asked = { ...input, ...just, passedAgoMs: 3_000 };
      expect(await relay({}, {}, 16_500)(asked)).toEqual({ n: null, agentsLeft: true });
      expect(there.posted).toEqual([]);
    }, 20_000);

    it('within that time a read may lag behind, whatever the clock of the worker says', async () => {
      const { scene, there, input, relay } = await handoff();
      await scene.say('m1');
      there.passed.push(NOBODY);
      const asked = { ...input, ...just, agentsSeenAtMs: 0, passedAgoMs: 3_000 };
      expect(await relay({}, {}, 5_000)(asked)).toEqual({ n: 1 });
    });

    it('in another conversation than control was passed in, nothing is known', async () => {
      const { scene, there, input, relay } = await handoff();
      await scene.say('m1');
      there.passed.push(NOBODY);
      expect(await relay({}, {}, 25_000)({ ...input, ...just })).toEqual({ n: 1 });
    });
  });

  it('F27: a worker whose clock is hours behind still looks whether agents are there', async () => {
    const { scene, there, input, relay } = await handoff();
    await scene.say('m1');
    there.passed.push(NOBODY);
    const agentsSeenAtMs = Date.now() + 2 * 3_600_000;
    const asked = { ...input, agentsHadControl: true, agentsSeenAtMs, agentsSeenAgoMs: 60_000 };
    expect(await relay()(asked)).toEqual({ n: null, agentsLeft: true });
    expect(there.posted).toEqual([]);
  });

  it('R27: once Zendesk has merged the user away, it goes in the name of the one who is left', async () => {
    const { scene, there, input, relay, told } = await handoff();
    await scene.say('m1');
    await relay(there.takingOnly(({ author }) => 'userId' in author, USER_GONE))(input);
    expect(there.posted.map(({ author }) => author)).toEqual([{ type: 'user', userId: 'surviving' }]);
    expect(await told()).toMatchObject([{ value: 'delivered' }]);
  });

  it('R27: and where nobody is left, the message has failed, not the handoff', async () => {
    const { scene, there, input, relay, told } = await handoff();
    await scene.say('m1');
    const findParticipant = () => Promise.resolve(undefined);
    const refusing = there.takingOnly(() => false, USER_GONE);
    expect(await relay({ ...refusing, findParticipant })(input)).toEqual({ n: 1 });
    expect(await told()).toMatchObject([{ value: 'failed', error: { code: 'rejected' } }]);
  });

  it('R20: an id that the transcript has, too, is another message', async () => {
    const { scene, there, input, relay, told } = await handoff({
      transcript: [{ id: '1', author: 'user', text: 'to the bot' }],
    });
    await scene.say('1', 'to the agent');
    await there.worker(engine.store, 'postTranscript')(input);
    const [, ofTranscript] = there.posted;
    // Its webhook comes back, as every message's.
    await engine.store.handoffs.recordProof({
      ...{ handoffId: input.handoffId, messageId: '1', part: 0 },
      zendeskMessageId: ofTranscript?.id ?? '',
    });
    await relay()(input);
    expect(there.posted.map(({ content }) => content)).toContainEqual({ type: 'text', text: 'to the agent' });
    expect(await told()).toMatchObject([{ messageId: '1', value: 'delivered' }]);
  });

  describe('a file of ours', () => {
    const file = { id: 'f1', ...PICTURE, sessionId: null, storedAs: 'k' };
    async function withOwnFile(get: () => Promise<Buffer>) {
      const it = await handoff();
      await sayWithFile(it);
      const { store } = engine;
      const { copilotId } = it.scene;
      const files = {
        links: { idIn: () => 'f1', sign: () => 'https://ours.test/f1', refresh: (url: string) => url },
        storage: { get },
      };
      const own = { ...store, files: { ...store.files, get: () => Promise.resolve({ ...file, copilotId }) } };
      const attempt = (calls: Parameters<typeof it.relay>[0] = {}) =>
        it.relay(calls, { store: own, files })(it.input);
      return { ...it, attempt };
    }
    const texts = ({ posted }: ReturnType<typeof scriptedZendesk>) =>
      posted.map(({ content }) => (content.type === 'text' ? content.text : content.mediaUrl));

    it('goes to Zendesk itself', async () => {
      const { there, attempt } = await withOwnFile(() => Promise.resolve(Buffer.from('x')));
      await attempt();
      expect(texts(there)).toEqual(['see', 'https://zendesk.test/p.png']);
    });

    it('R27: goes there in the name of the survivor, too', async () => {
      const { there, attempt } = await withOwnFile(() => Promise.resolve(Buffer.from('x')));
      await attempt(there.takingOnly(({ author }) => 'userId' in author, USER_GONE));
      expect(texts(there)).toEqual(['see', 'https://zendesk.test/p.png']);
    });

    it('F31: that is not in our storage any more goes in words', async () => {
      const missing = new FileStorageError('read', { cause: { code: 'ENOENT' } });
      const { there, attempt } = await withOwnFile(() => Promise.reject(missing));
      await attempt();
      expect(texts(there)).toEqual(['see', 'p.png: https://ours.test/f1']);
    });

    it('F31: that does not get through goes as its link the third time, so that what follows is not held up', async () => {
      const { there, attempt } = await withOwnFile(() => Promise.resolve(Buffer.from('x')));
      const uploadAttachment = () => {
        throw zendeskError('uploadAttachment', 'unavailable');
      };
      await expect(attempt({ uploadAttachment })).rejects.toThrow('unavailable');
      await expect(attempt({ uploadAttachment })).rejects.toThrow('unavailable');
      await attempt({ uploadAttachment });
      expect(texts(there)).toEqual(['see', 'p.png: https://ours.test/f1']);
    }, 30_000);

    it('F31: nor does one hold it up that never gets through at all', async () => {
      const { there, attempt } = await withOwnFile(() => Promise.resolve(Buffer.from('x')));
      const fails = () => {
        throw zendeskError('uploadAttachment', 'unavailable');
      };
      for (let n = 0; n < 2; n++)
        await expect(attempt({ uploadAttachment: fails })).rejects.toThrow('unavailable');
      await attempt({ uploadAttachment: () => new Promise(() => undefined) });
      expect(texts(there)).toEqual(['see', 'p.png: https://ours.test/f1']);
    }, 40_000);

    it('F16: that is too large for Zendesk goes as its link at once', async () => {
      const { there, attempt } = await withOwnFile(() => Promise.resolve(Buffer.from('x')));
      const uploadAttachment = () => {
        throw zendeskError('uploadAttachment', 'too_large');
      };
      await attempt({ uploadAttachment });
      expect(texts(there)).toEqual(['see', 'p.png: https://ours.test/f1']);
    });
  });
});
