import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type Activities, type Deps } from '../../activities';
import type { Store, ZendeskConnection } from '../../store/types';
import type { PostMessage, ZendeskClient } from '../../zendesk/client';
import { ZendeskError } from '../../zendesk/errors';
import { gate } from '../support/scripted-activities';
import { onBothEngines } from './engines';
import { newScene } from './scene';

/** Longer than an attempt may take to its call without asking. */
const PAUSE_MS = 400;
const SEAT = { id: 'seat', name: 'bot' };
const AGENTS = { id: 'agents', name: 'zd:agentWorkspace' };

type Read = 'findConversation' | 'listMessages' | 'getConversation' | 'findSent';

/** A Zendesk that keeps what it is told, for workers that stand still between what they read and what they do. */
function zendesk() {
  const conversations: string[] = [];
  const posted: { id: string; ours: PostMessage['metadata'] }[] = [];
  const passed: string[] = [];
  let shownFromMs = 0;
  let losesAnswers = 0;

  const client = {
    findConversation: () => Promise.resolve(conversations[0] && { id: conversations[0], metadata: {} }),
    createConversation: () => {
      conversations.push(`c${conversations.length + 1}`);
      return Promise.resolve({ id: conversations.at(-1), metadata: {} });
    },
    listMessages: () =>
      Promise.resolve({ messages: Date.now() < shownFromMs ? [] : [...posted], hasMore: false }),
    findSent: () => Promise.resolve(posted[0] && { zendeskMessageId: posted[0].id }),
    getConversation: () =>
      Promise.resolve({ activeSwitchboardIntegration: passed.at(-1) === AGENTS.id ? AGENTS : SEAT }),
    passControl: ({ switchboardIntegration }: { switchboardIntegration: string }) => {
      passed.push(switchboardIntegration);
      return Promise.resolve();
    },
    postMessage: ({ metadata }: PostMessage) => {
      posted.push({ id: `z${posted.length + 1}`, ours: metadata });
      if (losesAnswers-- > 0) {
        const lost = { operation: 'postMessage', kind: 'unavailable', reason: 'lost', unknownOutcome: true };
        throw new ZendeskError(lost as ConstructorParameters<typeof ZendeskError>[0]);
      }
      return Promise.resolve({ zendeskMessageId: `z${posted.length}`, received: '' });
    },
  };

  return {
    conversations,
    posted,
    passed,
    /** The next post is kept, its answer lost, and nothing is listed for so long. */
    loseOneAnswer(hiddenForMs: number) {
      losesAnswers = 1;
      shownFromMs = Date.now() + hiddenForMs;
    },
    /** A worker of one activity. Given a gate it reads what there is, and stands still before it acts on it. */
    worker(store: Store, name: keyof Activities, standsAt?: { read: Read; until: Promise<void> }) {
      const own = { ...client };
      if (standsAt !== undefined) {
        const { read, until } = standsAt;
        const ask = own[read] as () => Promise<unknown>;
        const slow = async () => {
          const answer = await ask();
          await until;
          return answer;
        };
        Object.assign(own, { [read]: slow });
      }
      const connection = { multiConversations: true, seatId: SEAT.id, agentWorkspaceId: AGENTS.id };
      const use = (_: string, call: (client: ZendeskClient, connection: ZendeskConnection) => unknown) =>
        call(own as unknown as ZendeskClient, connection as unknown as ZendeskConnection);
      const deps = {
        store,
        zendesk: { use },
        files: { links: { refresh: (url: string) => url } },
        workflowUrl: () => undefined,
      };
      const activities = createActivities(deps as unknown as Deps) as unknown as Record<
        keyof Activities,
        (input: unknown) => Promise<unknown>
      >;
      const silent = { logger: new DefaultLogger('ERROR') };
      return (input: unknown) => new MockActivityEnvironment({}, silent).run(activities[name], input);
    },
  };
}

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
    there: ReturnType<typeof zendesk>,
    name: keyof Activities,
    read: Read,
    input: unknown,
    also: unknown = input,
  ) {
    const pause = gate();
    const paused = there.worker(engine.store, name, { read, until: pause.isShut })(input);
    await sleep(PAUSE_MS);
    await there.worker(engine.store, name)(also);
    pause.open();
    await expect(paused).rejects.toThrow('another attempt has taken over');
  }

  it('F37: makes no second conversation, and does not put one in the place of the first', async () => {
    const there = zendesk();
    const { scene, ref } = await handoff();
    await overtake(there, 'ensureConversation', 'findConversation', ref);
    expect(there.conversations).toEqual(['c1']);
    expect((await scene.latest()).handoff.conversationId).toBe('c1');
  });

  it('F37: posts no second transcript', async () => {
    const there = zendesk();
    const { input } = await handoff();
    await overtake(there, 'postTranscript', 'listMessages', input);
    expect(there.posted.map(({ ours }) => ours['messageId'])).toEqual(['system:intro', 'user:t1']);
  });

  it('F37: takes no control from agents who have got it meanwhile', async () => {
    const there = zendesk();
    there.passed.push(AGENTS.id);
    const { input } = await handoff();
    await overtake(there, 'takeControl', 'getConversation', input);
    expect(there.passed).toEqual([AGENTS.id, SEAT.id]);
  });

  it('F37: does not pass control to agents who have had it, which would open a second ticket', async () => {
    const there = zendesk();
    const { input } = await handoff();
    const pass = { ...input, firstMessageId: 'z1', firstTry: true };
    await overtake(there, 'passToAgents', 'getConversation', pass, { ...pass, firstTry: false });
    expect(there.passed).toEqual([AGENTS.id]);
  });

  it('F37: says once to the agent that it is over', async () => {
    const there = zendesk();
    there.passed.push(AGENTS.id);
    const { input } = await handoff();
    await overtake(there, 'tellAgent', 'findSent', { ...input, reason: 'user_ended' });
    expect(there.posted.map(({ ours }) => ours['messageId'])).toEqual(['system:ended']);
  });

  it('F40: a post of the transcript whose answer was lost, and that is not listed at once, is not repeated', async () => {
    const there = zendesk();
    const { input } = await handoff();
    there.loseOneAnswer(1000);
    await expect(there.worker(engine.store, 'postTranscript')(input)).rejects.toThrow('lost');
    expect(await there.worker(engine.store, 'postTranscript')(input)).toEqual({ firstMessageId: 'z1' });
    expect(there.posted.map(({ ours }) => ours['messageId'])).toEqual(['system:intro', 'user:t1']);
  }, 20_000);
});
