import { createStage, gate, type Scene } from '../support/workflow-scene';
import * as messages from '../../workflows/messages';

jest.setTimeout(120_000);

let stage: Awaited<ReturnType<typeof createStage>>;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await stage.close();
});

const T = (n: number) => `2026-11-24T08:00:${String(n).padStart(2, '0')}.000Z`;
const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const end = (scene: Scene, reason: 'agent_ended' | 'ticket_closed', byZendesk = true) =>
  scene.handle.signal(messages.conversationEnded, { reason, detail: null, byZendesk });

describe('a handoff from start to end', () => {
  it('R42: opens in the order that lets the ticket have its fields, relays both ways, ends', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      expect(
        scene.names('ensureUser', 'ensureConversation', 'takeControl', 'postTranscript', 'passToAgents'),
      ).toEqual(['ensureUser', 'ensureConversation', 'takeControl', 'postTranscript', 'passToAgents']);
      await scene.agentSays('a1', T(1));
      await scene.until(() => scene.names('deliverToSession').length === 1);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await end(scene, 'ticket_closed');
      expect(await scene.handle.result()).toBe('ticket_closed');
      expect(scene.names('finishHandoff', 'tellAgent', 'returnToSeat')).toEqual([
        'finishHandoff',
        'returnToSeat',
      ]);
    });
  });

  it('shows in the Temporal UI where each of its lanes waits, the waiting line alone', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      const waits = (await scene.handle.query<string>('__stack_trace')).split('\n\n');
      expect(waits).toEqual(
        expect.arrayContaining(
          ['toZendeskLane', 'toSessionLane', 'delayedLane'].map(
            (lane) =>
              expect.stringMatching(
                new RegExp(`^ +at ${lane} \\(.*/workflows/lanes/.*\\.ts:\\d+:\\d+\\)$`),
              ) as unknown,
          ),
        ),
      );
      // What each line costs: docs/adr/0059.
      expect(waits.filter((wait) => /^ +at \w+Lane /.test(wait) && wait.includes('\n'))).toEqual([]);
    });
  });

  it('R3, R13: an agent who speaks before the opening is over is heard, and in (received, id) order', async () => {
    const answer = gate();
    const first = new Promise<void>((resolve) => setTimeout(resolve, 300));
    await stage.withHandoff(
      {
        script: {
          passToAgents: () => answer.isShut,
          deliverToSession: () => first.then(() => ({ agentChanged: true })),
        },
      },
      async (scene) => {
        await scene.agentSays('a0', T(0));
        await scene.agentSays('a3', T(3));
        await scene.agentSays('a2', T(2));
        await scene.agentSays('a1', T(1));
        await scene.until(() => scene.names('deliverToSession').length === 4);
        const ids = scene.calls
          .filter(({ name }) => name === 'deliverToSession')
          .map(({ input }) => (input['message'] as messages.AgentMessage).id);
        expect(ids.slice(1)).toEqual(['a1', 'a2', 'a3']);
        answer.open();
      },
    );
  });

  it('R9: the same message five times is delivered once', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      await Promise.all([1, 2, 3, 4, 5].map(() => scene.agentSays('a1', T(1))));
      await scene.agentSays('a2', T(2));
      await scene.until(() => scene.names('deliverToSession').length >= 2);
      // Zendesk repeats an event for a quarter of an hour: also when it was delivered long ago.
      await scene.agentSays('a1', T(1));
      await end(scene, 'agent_ended');
      await scene.handle.result();
      expect(scene.names('deliverToSession')).toHaveLength(2);
    });
  });

  it('R15: the first end wins, every later one is a no-op', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      await end(scene, 'ticket_closed');
      await end(scene, 'agent_ended');
      expect(await scene.handle.result()).toBe('user_ended');
      expect(scene.names('finishHandoff')).toHaveLength(1);
    });
  });

  it('R15: an old ticket that closes while we are opening in a default conversation ends nothing', async () => {
    const answer = gate();
    await stage.withHandoff({ script: { takeControl: () => answer.isShut } }, async (scene) => {
      await scene.until(() => scene.names('takeControl').length === 1);
      await end(scene, 'ticket_closed');
      answer.open();
      await accepted(scene);
    });
  });

  it('R12: what agents said before the end is shown before "ended", even when only a pull finds it', async () => {
    const missed = {
      id: 'late',
      received: T(5),
      agent: { id: '361', name: 'Sam', avatarUrl: null },
      text: 'bye',
      attachments: [],
      actions: [],
      automated: false,
    };
    let looks = 0;
    const pull = () => ({
      messages: ++looks === 2 ? [missed] : [],
      cursor: null,
      agentsInControl: looks === 1,
      more: false,
    });
    await stage.withHandoff({ script: { pull } }, async (scene) => {
      await accepted(scene);
      await scene.until(() => looks === 1);
      await end(scene, 'agent_ended');
      await scene.handle.result();
      expect(scene.names('deliverToSession', 'finishHandoff')).toEqual(['deliverToSession', 'finishHandoff']);
    });
  });

  it('R4, R15: when only the pull sees that agents let go, the handoff ends all the same', async () => {
    let looks = 0;
    const pull = () => ({ messages: [], cursor: null, agentsInControl: ++looks === 1, more: false });
    await stage.withHandoff({ script: { pull } }, async (scene) => {
      await accepted(scene);
      expect(await scene.handle.result()).toBe('agent_ended');
    });
  });

  it('R22, R23: an end by the user drains what is queued, tells the user first and the agent afterwards', async () => {
    const answer = gate();
    let sent = 0;
    const relayToZendesk = async () => {
      if (sent++ === 0) await answer.isShut;
      return { n: sent };
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.userSays(2);
      await scene.userSays(3);
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      answer.open();
      await scene.handle.result();
      expect(scene.names('relayToZendesk', 'finishHandoff', 'tellAgent', 'returnToSeat')).toEqual([
        'relayToZendesk',
        'relayToZendesk',
        'relayToZendesk',
        'finishHandoff',
        'tellAgent',
        'returnToSeat',
      ]);
    });
  });

  it('R20: after an end by Zendesk nothing of the user is posted any more', async () => {
    const answer = gate();
    let sent = 0;
    const relayToZendesk = async () => {
      if (sent++ === 0) await answer.isShut;
      return { n: sent };
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      for (const n of [1, 2, 3]) await scene.userSays(n);
      await scene.until(() => sent === 1);
      await end(scene, 'ticket_closed');
      answer.open();
      await scene.handle.result();
      expect(scene.names('relayToZendesk')).toHaveLength(1);
      expect(scene.names('tellAgent')).toHaveLength(0);
    });
  });
});
