import { createStage, gate, zendeskFault, type SceneOptions, type Scene } from '../support/workflow-scene';
import * as messages from '../../workflows/messages';

jest.setTimeout(60_000);

/**
 * A call that is cut off by an end leaves the time-skipping server's clock locked or unlocked for good (it cancels a waiting
 * activity without giving back its lock): so each of these scenes has a server of its own, and ends with it.
 */
async function withOwnStage(options: SceneOptions, play: (scene: Scene) => Promise<void>): Promise<void> {
  const stage = await createStage();
  try {
    await stage.withHandoff({ ...options, leave: true }, play);
  } finally {
    await stage.close();
  }
}

const never = () => new Promise<never>(() => undefined);
/** To the workflow the same as a call that hangs: under way, no answer. But the clock may skip meanwhile. */
const noAnswerFor = (retryAfterMs: number) => () => {
  throw zendeskFault('rate_limited', { retryAfterMs });
};
const atMs = (scene: Scene, name: string) => scene.calls.find((call) => call.name === name)?.atMs ?? NaN;

describe('an end never waits for Zendesk (design §5.8)', () => {
  it('R22: a relay and a last look that hang are cut off, and the copilot has control again within 30 s', async () => {
    let looks = 0;
    const script = {
      relayToZendesk: noAnswerFor(29_000),
      pull: () =>
        ++looks === 1 ? { messages: [], cursor: null, agentsInControl: true, more: false } : never(),
    };
    await withOwnStage({ script }, async (scene) => {
      await scene.until(() => looks === 1);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      const endedAtMs = await scene.nowMs();
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      await scene.sleep('19s');
      // The message under way has its time.
      expect(scene.names('finishHandoff')).toEqual([]);
      await scene.sleep('2s');
      await scene.until(() => scene.names('finishHandoff').length === 1);
      // It asked Zendesk once more, which took its 5 s.
      expect(looks).toBe(2);
      expect(atMs(scene, 'finishHandoff') - endedAtMs).toBeGreaterThan(20_000);
      expect(atMs(scene, 'finishHandoff') - endedAtMs).toBeLessThanOrEqual(30_000);
    });
  });

  it('R22: a relay that is refused while an end lets queued words go out is not tried again and again', async () => {
    const answer = gate();
    const relayToZendesk = async () => {
      await answer.isShut;
      throw zendeskFault('not_connected', { final: true });
    };
    await withOwnStage({ script: { relayToZendesk } }, async (scene) => {
      await scene.until(() => scene.names('acceptHandoff').length === 1);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      await scene.handle.query(messages.getHandoff);
      answer.open();
      await scene.until(() => scene.names('finishHandoff').length === 1);
      expect(scene.names('relayToZendesk')).toHaveLength(1);
    });
  });

  it.each([
    ['ensureUser', []],
    ['ensureConversation', []],
    ['takeControl', ['returnToSeat']],
    ['postTranscript', ['returnToSeat']],
    ['passToAgents', ['pull', 'tellAgent', 'returnToSeat']],
  ] as const)(
    'R22: an opening that hangs in %s is cut off, too; Zendesk is told what it can know',
    async (step, told) => {
      await withOwnStage({ script: { [step]: noAnswerFor(29_000) } }, async (scene) => {
        await scene.until(() => scene.names(step).length === 1);
        const endedAtMs = await scene.nowMs();
        await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
        await scene.sleep('22s');
        await scene.until(() => scene.names('finishHandoff').length === 1);
        expect(atMs(scene, 'finishHandoff') - endedAtMs).toBeLessThanOrEqual(30_000);
        const telling = () =>
          scene.names('pull', 'tellAgent', 'returnToSeat', 'acceptHandoff', 'failOpening');
        await scene.until(() => telling().length >= told.length);
        expect(telling()).toEqual(told);
      });
    },
  );
});
