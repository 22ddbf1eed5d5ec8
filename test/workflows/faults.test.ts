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
      await scene.sleep('500s');
      expect(scene.names('relayToZendesk')).toHaveLength(1);
      valid = true;
      const beforeMs = await scene.nowMs();
      await scene.handle.signal(messages.connectionRestored);
      await scene.until(() => scene.names('relayToZendesk').length === 2);
      expect((await scene.nowMs()) - beforeMs).toBeLessThan(60_000);
      await scene.until(() => scene.names('setAttention').length === 2);
      const codes = scene.calls
        .filter(({ name }) => name === 'setAttention')
        .map(({ input }) => input['code']);
      expect(codes).toEqual(['credentials', null]);
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

  it('F32: signals that are not what they should be are left out, and the handoff goes on', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      const garbage = [
        null,
        7,
        'x',
        [],
        {},
        { id: 'a1' },
        { id: 5, received: 'never' },
        { n: 'many' },
        { reason: 'why' },
      ];
      const names = [
        'agentMessage',
        'userMessage',
        'conversationEnded',
        'conversationMoved',
        'endRequested',
        'controlFailed',
      ];
      for (const name of names) for (const one of garbage) await scene.handle.signal(name, one);
      await scene.handle.signal('agentMessage');
      await scene.handle.signal('nobodyKnowsThis', {});
      await scene.agentSays('good', T(1));
      await scene.until(() => scene.names('deliverToSession').length === 1);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
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

  it('F40: a conversation that is not found just after it was made is asked for again, and the handoff lives', async () => {
    let asked = 0;
    const relayToZendesk = (input: { upTo: number }) => {
      asked += 1;
      if (asked === 1) throw zendeskFault('gone', { final: true });
      return { n: input.upTo };
    };
    await stage.withHandoff({ script: { relayToZendesk } }, async (scene) => {
      await accepted(scene);
      await scene.userSays(1);
      await scene.until(() => asked === 2);
      await scene.agentSays('a1', T(1));
      await scene.until(() => scene.names('deliverToSession').length === 1);
      expect(scene.names('finishHandoff')).toEqual([]);
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
