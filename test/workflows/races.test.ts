import { createStage, gate, zendeskFault, type Scene, type Stage } from '../support/workflow-scene';
import * as messages from '../../workflows/messages';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await stage.close();
});

const MOVED = 'd'.repeat(24);
const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const userEnds = (scene: Scene) => scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
const inputs = (scene: Scene, wanted: string) =>
  scene.calls.filter(({ name }) => name === wanted).map(({ input }) => input);

const noAgents = () => ({ messages: [], cursor: null, agentsInControl: false, more: false });

/** Control was passed a moment ago, and the webhook that says so came before the first look. */
function justPassed(pull: () => unknown, play: (scene: Scene) => Promise<void>): Promise<void> {
  const slow = gate();
  return stage.withHandoff({ script: { acceptHandoff: () => slow.isShut, pull } }, async (scene) => {
    await accepted(scene);
    await scene.handle.signal(messages.agentWorkspaceTookControl);
    slow.open();
    await play(scene);
  });
}

describe('what a look at Zendesk says of control', () => {
  const seen = (agentsInControl: boolean) => ({ messages: [], cursor: null, agentsInControl, more: false });

  it('R15: a look that was under way when agents took control ends nothing; the next one that misses them does', async () => {
    const answer = gate();
    let looks = 0;
    const pull = () => (++looks === 1 ? answer.isShut.then(() => seen(false)) : seen(looks === 2));
    await stage.withHandoff({ script: { pull } }, async (scene) => {
      await scene.until(() => looks === 1);
      await scene.handle.signal(messages.agentWorkspaceTookControl);
      answer.open();
      await scene.sleep('200s');
      expect(looks).toBe(2);
      expect(scene.names('finishHandoff')).toEqual([]);
      await scene.sleep('200s');
      await scene.until(() => scene.names('finishHandoff').length === 1);
      expect(inputs(scene, 'finishHandoff')).toMatchObject([{ reason: 'agent_ended' }]);
    });
  });

  it('R15: agents who were never seen, and are not there long after control was passed to them, have let go', async () => {
    let looks = 0;
    const pull = () => {
      looks += 1;
      return seen(false);
    };
    await stage.withHandoff({ script: { pull } }, async (scene) => {
      await scene.until(() => looks === 1);
      await scene.sleep('10s');
      // Just after the pass, a read may lag behind it.
      expect(scene.names('finishHandoff')).toEqual([]);
      expect(await scene.handle.result()).toBe('agent_ended');
      // The end looks once more for what agents said, and the closing too.
      expect(scene.names('pull', 'finishHandoff').slice(0, 4)).toEqual([
        'pull',
        'pull',
        'pull',
        'finishHandoff',
      ]);
    });
  });

  it('control that reaches agents after the end, by a call that was cut off, is taken back', async () => {
    let looks = 0;
    const pull = () => seen(++looks <= 3);
    await stage.withHandoff({ script: { pull } }, async (scene) => {
      await scene.until(() => looks === 1);
      await userEnds(scene);
      await scene.handle.result();
      expect(scene.names('pull', 'returnToSeat')).toEqual([
        'pull',
        'pull',
        'returnToSeat',
        'pull',
        'returnToSeat',
      ]);
    });
  });
});

describe('R27: a conversation that is merged into another', () => {
  const move = (scene: Scene) => scene.handle.signal(messages.conversationMoved, { conversationId: MOVED });
  const goneElsewhere = ({ conversationId, upTo }: { conversationId: string; upTo: number }) => {
    if (conversationId !== MOVED) throw zendeskFault('gone', { final: true });
    return { n: upTo };
  };

  it('a message that was under way goes to the surviving one, whether the news comes before or after "gone"', async () => {
    const answer = gate();
    const relayToZendesk = async (input: { conversationId: string; upTo: number }) => {
      if (input.conversationId !== MOVED) await answer.isShut;
      return goneElsewhere(input);
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await move(scene);
      answer.open();
      await scene.until(() => scene.names('relayToZendesk').length === 2);
      expect(inputs(scene, 'relayToZendesk')[1]).toMatchObject({ conversationId: MOVED, upTo: 1 });
      expect(scene.names('finishHandoff')).toEqual([]);
    });
    await stage.withHandoff({ script: { relayToZendesk: goneElsewhere } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await scene.sleep('5s');
      await move(scene);
      await scene.until(() => scene.names('relayToZendesk').length === 2);
      expect(scene.names('finishHandoff')).toEqual([]);
    });
  });

  it('R27: agents who left the one that was given up have not left the surviving one', async () => {
    const answer = gate();
    const relayToZendesk = ({ conversationId, upTo }: { conversationId: string; upTo: number }) =>
      conversationId === MOVED ? { n: upTo } : answer.isShut.then(() => ({ n: null, agentsLeft: true }));
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await move(scene);
      answer.open();
      await scene.until(() => scene.names('relayToZendesk').length === 2);
      expect(scene.names('finishHandoff')).toEqual([]);
    });
  });

  it('agents who were missed in the one that was given up are not looked for every few seconds in the surviving one', async () => {
    await justPassed(noAgents, async (scene) => {
      await scene.until(() => scene.names('pull').length === 1);
      await move(scene);
      await scene.sleep('60s');
      expect(scene.names('pull').length).toBeLessThanOrEqual(3);
      expect(scene.names('finishHandoff')).toEqual([]);
    });
  });

  it('a look that was under way brings its words, but neither its place nor its view of control', async () => {
    const answer = gate();
    const pull = ({ conversationId }: { conversationId: string }) =>
      conversationId === MOVED
        ? { messages: [], cursor: 'in-moved', agentsInControl: true, more: false }
        : answer.isShut.then(() => ({ messages: [], cursor: 'in-old', agentsInControl: false, more: false }));
    await stage.withHandoff({ script: { pull } }, async (scene) => {
      await scene.until(() => scene.names('pull').length === 1);
      await scene.handle.signal(messages.agentWorkspaceTookControl);
      await move(scene);
      answer.open();
      await scene.until(() => scene.names('pull').length === 2);
      await scene.sleep('200s');
      expect(inputs(scene, 'pull').slice(1, 3)).toMatchObject([
        { conversationId: MOVED, after: null },
        { conversationId: MOVED, after: 'in-moved' },
      ]);
      expect(scene.names('finishHandoff')).toEqual([]);
    });
  });
});

describe('messages of the user', () => {
  it('R20: when agents have let go before a repeat, the handoff ends, and neither it nor the next is posted', async () => {
    const relayToZendesk = () => ({ n: null, agentsLeft: true });
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      // Before the words, in the same order as signals: a look that was called may not have been answered yet.
      await scene.handle.signal(messages.agentWorkspaceTookControl);
      for (const n of [1, 2]) await scene.userSays(n);
      expect(await scene.handle.result()).toBe('agent_ended');
      expect(inputs(scene, 'relayToZendesk')).toMatchObject([{ agentsHadControl: true }]);
      expect(scene.names('tellAgent')).toEqual([]);
    });
  });

  it('F40: a look right after control was passed, which lags behind the webhook that says so, ends nothing', async () => {
    let looks = 0;
    const pull = () => ({ messages: [], cursor: null, agentsInControl: (looks += 1) > 1, more: false });
    await justPassed(pull, async (scene) => {
      await scene.until(() => looks === 1);
      await scene.sleep('10s');
      await scene.until(() => looks === 2);
      expect(scene.names('finishHandoff')).toEqual([]);
    });
  });

  it('R19: agents who are not there at the second look either have handed back', async () => {
    await justPassed(noAgents, async (scene) => {
      expect(await scene.handle.result()).toBe('agent_ended');
      const [first, second] = scene.calls.filter(({ name }) => name === 'pull').map(({ atMs }) => atMs);
      expect((second ?? NaN) - (first ?? NaN)).toBeLessThan(10_000);
    });
  });

  it('R20: long after control was passed, and never seen with agents, the relay is told to look before it posts', async () => {
    // The first look comes at once, too early to tell; the next only minutes later.
    const pull = noAgents;
    const relayToZendesk = ({ upTo }: { upTo: number }) =>
      upTo === 1 ? { n: 1 } : { n: null, agentsLeft: true };
    await stage.withHandoff({ script: { pull, relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await scene.sleep('30s');
      await scene.userSays(2);
      expect(await scene.handle.result()).toBe('agent_ended');
      const [soon, late] = inputs(scene, 'relayToZendesk') as { agentsSeenAtMs: number }[];
      expect(soon).toMatchObject({ agentsHadControl: false });
      expect(late).toMatchObject({ agentsHadControl: true });
      // The moment of the pass, by the server's clock, which has jumped.
      expect(late?.agentsSeenAtMs).toBe(soon?.agentsSeenAtMs);
      expect(late?.agentsSeenAtMs).toBeGreaterThan(0);
    });
  });

  it('an end while Zendesk is away sends nothing more and waits for nothing', async () => {
    const relayToZendesk = () => {
      throw zendeskFault('credentials', { final: true });
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('setAttention').length === 1);
      await userEnds(scene);
      await scene.until(() => scene.names('finishHandoff').length === 1);
      expect(scene.names('relayToZendesk')).toHaveLength(1);
    });
  });

  it('resendMessage: a failed one goes out again although later ones have arrived; after the end it is refused', async () => {
    const open = [1, 2, 3];
    const relayToZendesk = ({ upTo }: { upTo: number }) => {
      const next = open.filter((n) => n <= upTo).shift();
      if (next !== undefined) open.splice(open.indexOf(next), 1);
      return { n: next ?? null };
    };
    const reviveMessage = () => {
      open.unshift(2);
    };
    await stage.withHandoff({ script: { relayToZendesk, reviveMessage } }, async (scene) => {
      await accepted(scene);
      for (const n of open.slice()) await scene.userSays(n);
      await scene.until(() => open.length === 0);
      await scene.until(() => scene.names('relayToZendesk').length === 3);
      await scene.handle.executeUpdate(messages.resendMessage, { args: [{ messageId: 'm2' }] });
      await scene.until(() => scene.names('reviveMessage').length === 1 && open.length === 0);
      await scene.until(() => scene.names('relayToZendesk').length === 5);
      await userEnds(scene);
      await expect(
        scene.handle.executeUpdate(messages.resendMessage, { args: [{ messageId: 'm2' }] }),
      ).rejects.toMatchObject({ cause: { type: 'handoff_ended' } });
    });
  });
});

describe('the closing', () => {
  it('a word to the agent that Zendesk refuses does not keep control from coming back', async () => {
    const tellAgent = () => {
      throw zendeskFault('rejected', { final: true });
    };
    await stage.withHandoff({ script: { tellAgent } }, async (scene) => {
      await accepted(scene);
      await userEnds(scene);
      expect(await scene.handle.result()).toBe('user_ended');
      expect(scene.names('tellAgent', 'returnToSeat')).toEqual(['tellAgent', 'returnToSeat']);
    });
  });

  it('is given up after a day in which Zendesk is away', async () => {
    const returnToSeat = () => {
      throw zendeskFault('credentials', { final: true });
    };
    await stage.withHandoff({ script: { returnToSeat } }, async (scene) => {
      await accepted(scene);
      await userEnds(scene);
      expect(await scene.handle.result()).toBe('user_ended');
      const tries = scene.calls.filter(({ name }) => name === 'returnToSeat').map(({ atMs }) => atMs);
      expect(tries.length).toBeGreaterThan(100);
      const hours = ((tries.at(-1) ?? NaN) - (tries[0] ?? NaN)) / 3_600_000;
      expect(hours).toBeGreaterThan(23);
      expect(hours).toBeLessThanOrEqual(24);
    });
  });

  it('R12, F23: what an agent says while it closes still reaches the session', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      await userEnds(scene);
      await scene.until(() => scene.names('returnToSeat').length === 1);
      await scene.agentSays('late', '2026-11-24T08:00:00.000Z');
      await scene.until(() => scene.names('deliverToSession').length === 1);
    });
  });
});
