import { createStage, zendeskFault, type Scene } from '../support/workflow-scene';
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

  it('R3, R13: an agent who speaks before the opening is over is heard, and in (received, id) order', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = new Promise<void>((resolve) => setTimeout(resolve, 300));
    await stage.withHandoff(
      {
        script: {
          passToAgents: () => gate,
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
        release();
      },
    );
  });

  it('R9: the same message five times is delivered once', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      await Promise.all([1, 2, 3, 4, 5].map(() => scene.agentSays('a1', T(1))));
      await scene.agentSays('a2', T(2));
      await scene.until(() => scene.names('deliverToSession').length >= 2);
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
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    await stage.withHandoff({ script: { takeControl: () => gate } }, async (scene) => {
      await scene.until(() => scene.names('takeControl').length === 1);
      await end(scene, 'ticket_closed');
      release();
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
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let sent = 0;
    const relayToZendesk = async () => {
      if (sent++ === 0) await gate;
      return { n: sent };
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.userSays(2);
      await scene.userSays(3);
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      release();
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
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let sent = 0;
    const relayToZendesk = async () => {
      if (sent++ === 0) await gate;
      return { n: sent };
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      for (const n of [1, 2, 3]) await scene.userSays(n);
      await scene.until(() => sent === 1);
      await end(scene, 'ticket_closed');
      release();
      await scene.handle.result();
      expect(scene.names('relayToZendesk')).toHaveLength(1);
      expect(scene.names('tellAgent')).toHaveLength(0);
    });
  });

  it('an end never waits for Zendesk: a hanging call is cut off after 30 s', async () => {
    const never = new Promise<never>(() => {});
    await stage.withHandoff({ script: { relayToZendesk: () => never, pull: () => never } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      const startMs = await scene.nowMs();
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      await scene.sleep('31s');
      await scene.until(() => scene.names('finishHandoff').length === 1);
      expect((await scene.nowMs()) - startMs).toBeLessThan(45_000);
    });
  });
});

describe('faults of Zendesk', () => {
  it('R1: away for ten minutes, five messages go out afterwards, once each', async () => {
    let away = true;
    const relayed: unknown[] = [];
    const relayToZendesk = ({ upTo }: { upTo: number }) => {
      if (away) throw zendeskFault('unavailable');
      const n = relayed.length + 1;
      relayed.push(n);
      return { n: Math.min(n, upTo) };
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      for (const n of [1, 2, 3, 4, 5]) await scene.userSays(n);
      await scene.sleep('10m');
      const attention = scene.calls
        .filter(({ name }) => name === 'setAttention')
        .map(({ input }) => input['code']);
      expect(attention).toEqual(['zendesk_unavailable']);
      expect(scene.names('markDelayed').length).toBeGreaterThan(0);
      away = false;
      await scene.sleep('2m');
      await scene.until(() => relayed.length === 5);
      expect(relayed).toEqual([1, 2, 3, 4, 5]);
      expect(scene.calls.filter(({ name }) => name === 'setAttention').at(-1)?.input['code']).toBeNull();
    });
  });

  it('F12: refused credentials park the handoff; saved ones resume it at once, without hammering meanwhile', async () => {
    let valid = false;
    const relayToZendesk = ({ upTo }: { upTo: number }) => {
      if (!valid) throw zendeskFault('credentials', { final: true });
      return { n: upTo };
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('setAttention').length === 1);
      await scene.sleep('9m');
      expect(scene.names('relayToZendesk')).toHaveLength(1);
      valid = true;
      const beforeMs = await scene.nowMs();
      await scene.handle.signal(messages.connectionRestored);
      await scene.until(() => scene.names('relayToZendesk').length === 2);
      expect((await scene.nowMs()) - beforeMs).toBeLessThan(60_000);
      await scene.until(() => scene.names('setAttention').length === 2);
    });
  });

  it('F12: a parked handoff looks by itself every ten minutes', async () => {
    const takeControl = () => {
      throw zendeskFault('credentials', { final: true });
    };
    await stage.withHandoff({ script: { takeControl } }, async (scene) => {
      await scene.until(() => scene.names('takeControl').length === 1);
      await scene.sleep('31m');
      const tries = scene.names('takeControl').length;
      expect(tries).toBeGreaterThanOrEqual(3);
      expect(tries).toBeLessThanOrEqual(5);
    });
  });

  it('F18: waits as long as Zendesk says', async () => {
    let calls = 0;
    const takeControl = () => {
      if (++calls === 1) throw zendeskFault('rate_limited', { retryAfterMs: 120_000 });
      return undefined;
    };
    await stage.withHandoff({ script: { takeControl } }, async (scene) => {
      await scene.until(() => calls === 1);
      const beforeMs = await scene.nowMs();
      await scene.sleep('110s');
      expect(calls).toBe(1);
      await scene.sleep('3m');
      await scene.until(() => calls === 2);
      expect((await scene.nowMs()) - beforeMs).toBeGreaterThanOrEqual(120_000);
    });
  });

  it('R50: an opening that Zendesk refuses is told to the user as a failure, and the copilot stays in charge', async () => {
    const passToAgents = () => {
      throw zendeskFault('rejected', { final: true });
    };
    await stage.withHandoff({ script: { passToAgents } }, async (scene) => {
      expect(await scene.handle.result()).toBe('failed');
      expect(scene.names('acceptHandoff', 'failOpening', 'finishHandoff')).toEqual([
        'failOpening',
        'finishHandoff',
      ]);
    });
  });

  it('F13: a conversation that is gone ends the handoff, and nothing is posted anywhere else', async () => {
    const relayToZendesk = () => {
      throw zendeskFault('gone', { final: true });
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      expect(await scene.handle.result()).toBe('conversation_removed');
      expect(scene.names('tellAgent', 'returnToSeat')).toEqual([]);
    });
  });

  it('a stuck lane to Zendesk does not hold back what agents say', async () => {
    const relayToZendesk = () => {
      throw zendeskFault('unavailable');
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length > 0);
      await scene.agentSays('a1', T(1));
      await scene.until(() => scene.names('deliverToSession').length === 1);
    });
  });
});
