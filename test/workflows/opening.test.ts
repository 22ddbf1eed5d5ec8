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

const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const userEnds = (scene: Scene) => scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
const inputs = (scene: Scene, wanted: string) =>
  scene.calls.filter(({ name }) => name === wanted).map(({ input }) => input);

describe('an end while the handoff is opening', () => {
  it.each([
    ['ensureUser', ['finishHandoff']],
    ['ensureConversation', ['finishHandoff', 'returnToSeat']],
    ['takeControl', ['finishHandoff', 'returnToSeat']],
    ['postTranscript', ['finishHandoff', 'returnToSeat']],
    ['passToAgents', ['pull', 'finishHandoff', 'tellAgent', 'returnToSeat', 'pull']],
    ['acceptHandoff', ['pull', 'finishHandoff', 'tellAgent', 'returnToSeat', 'pull']],
  ] as const)('R15, R50: the user gives up during %s', async (step, then) => {
    const answer = gate();
    const conversation = { conversationId: 'c'.repeat(24), cutoff: null, firstMessageId: 'f'.repeat(24) };
    const script = { [step]: () => answer.isShut.then(() => conversation) };
    await stage.withHandoff({ script }, async (scene) => {
      await scene.until(() => scene.names(step).length === 1);
      await userEnds(scene);
      answer.open();
      expect(await scene.handle.result()).toBe('user_ended');
      expect(
        scene.calls.slice(scene.calls.findIndex(({ name }) => name === step) + 1).map((c) => c.name),
      ).toEqual(then);
    });
  });

  it('R15: a refusal that comes after the end is not told as a failed opening', async () => {
    const answer = gate();
    const passToAgents = async () => {
      await answer.isShut;
      throw zendeskFault('rejected', { final: true });
    };
    await stage.withHandoff({ script: { passToAgents } }, async (scene) => {
      await scene.until(() => scene.names('passToAgents').length === 1);
      await userEnds(scene);
      answer.open();
      expect(await scene.handle.result()).toBe('user_ended');
      expect(scene.names('failOpening')).toEqual([]);
    });
  });

  it('R15: an end that comes after the refusal does not take its place', async () => {
    const stored = gate();
    const script = {
      passToAgents: () => {
        throw zendeskFault('rejected', { final: true });
      },
      failOpening: () => stored.isShut,
    };
    await stage.withHandoff({ script }, async (scene) => {
      await scene.until(() => scene.names('failOpening').length === 1);
      await userEnds(scene);
      stored.open();
      expect(await scene.handle.result()).toBe('failed');
    });
  });

  it('an end while it is parked on credentials does not wait for them, and no call follows', async () => {
    const takeControl = () => {
      throw zendeskFault('credentials', { final: true });
    };
    await stage.withHandoff({ script: { takeControl, returnToSeat: takeControl } }, async (scene) => {
      await scene.until(() => scene.names('setAttention').length === 1);
      await userEnds(scene);
      await scene.until(() => scene.names('finishHandoff').length === 1);
      expect(scene.names('takeControl', 'passToAgents')).toEqual(['takeControl']);
    });
  });
});

describe('control that did not pass', () => {
  const failed = { code: 'integration_not_found', detail: 'no such integration' };

  it('R50: an event that says so during the opening is told as a failed opening', async () => {
    const answer = gate();
    await stage.withHandoff({ script: { passToAgents: () => answer.isShut } }, async (scene) => {
      await scene.until(() => scene.names('passToAgents').length === 1);
      await scene.handle.signal(messages.controlFailed, failed);
      answer.open();
      expect(await scene.handle.result()).toBe('failed');
      expect(scene.names('acceptHandoff', 'failOpening', 'finishHandoff')).toEqual([
        'failOpening',
        'finishHandoff',
      ]);
      expect(inputs(scene, 'failOpening')).toMatchObject([{ code: failed.code, message: failed.detail }]);
    });
  });

  it('after the opening it ends the handoff, and once an agent has spoken it is of no interest', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      await scene.handle.signal(messages.controlFailed, failed);
      expect(await scene.handle.result()).toBe('failed');
      expect(scene.names('failOpening')).toEqual([]);
    });
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      await scene.agentSays('a1', '2026-11-24T08:00:00.000Z');
      await scene.handle.signal(messages.controlFailed, failed);
      await scene.sleep('1m');
      expect(scene.names('finishHandoff')).toEqual([]);
    });
  });
});
