import { hasChangedRun, runsOf } from '../support/runs-of';
import { createStage, gate, type Scene, type Stage } from '../support/workflow-scene';
import * as messages from '../../workflows/messages';
import { newState, type State } from '../../workflows/state';

// On the dev server: continue-as-new is not atomic on the time-skipping one. So every wait here is real.
jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ server: 'real' });
});
afterAll(() => stage.close());

const T0 = Date.parse('2026-11-24T08:00:00.000Z');
const withRuns =
  (eventsOfRun: messages.EventsOfRun) =>
  (input: messages.HandoffInput): State =>
    newState({ ...input, eventsOfRun });

/** Messages of an agent, each when the one before has been handed over. */
async function chat(scene: Scene, from: number, to: number): Promise<void> {
  await scene.until(() => scene.names('acceptHandoff').length === 1);
  for (let n = from; n <= to; n += 1) {
    await scene.agentSays(`a${String(n).padStart(3, '0')}`, new Date(T0 + n).toISOString());
    await scene.until(() => scene.names('deliverToSession').length === n);
  }
}
/** Has it look for missed messages now, and waits for that. */
async function look(scene: Scene): Promise<void> {
  const before = scene.names('pull').length;
  await scene.handle.signal(messages.retryRequested);
  await scene.until(() => scene.names('pull').length > before);
}
const historyLength = async (scene: Scene) => (await scene.handle.describe()).historyLength;

it('ADR 0056: a grown run is changed after a look for missed messages, not between the words', async () => {
  const from = withRuns({ afterLook: 120, atMost: 10_000 });
  await stage.withHandoff({ from }, async (scene) => {
    await chat(scene, 1, 1);
    const { runId } = await scene.handle.describe();
    await look(scene);
    await chat(scene, 2, 15);
    expect(await historyLength(scene)).toBeGreaterThan(150);
    expect((await scene.handle.describe()).runId).toBe(runId);

    await look(scene);
    await hasChangedRun(scene, runId);
    const looks = scene.names('pull').length;
    await chat(scene, 16, 17);
    expect(await historyLength(scene)).toBeLessThan(60);
    // The next run need not look at once: that was done just now.
    expect(scene.names('pull')).toHaveLength(looks);
    expect(await runsOf(stage, scene)).toHaveLength(2);
  });
});

it('ADR 0056: a run of one long rush of words is changed without waiting for a look, and the next run looks', async () => {
  const from = withRuns({ afterLook: 120, atMost: 200 });
  await stage.withHandoff({ from }, async (scene) => {
    await chat(scene, 1, 1);
    await look(scene);
    const { runId } = await scene.handle.describe();
    const looks = scene.names('pull').length;
    await chat(scene, 2, 20);
    await hasChangedRun(scene, runId);
    await scene.until(() => scene.names('pull').length === looks + 1);
    await chat(scene, 21, 22);
    expect(await historyLength(scene)).toBeLessThan(120);
  });
});

it('ADR 0056: a grown run is changed when somebody speaks, so that the answer does not come in the middle of the change', async () => {
  await stage.withHandoff({ from: withRuns({ afterLook: 10_000, atMost: 100 }) }, async (scene) => {
    await chat(scene, 1, 60);
    const { workflowId } = scene.handle;
    const runs = await runsOf(stage, scene);
    expect(runs.length).toBeGreaterThan(3);
    for (const runId of runs) {
      const { events = [] } = await stage.env.client.workflow.getHandle(workflowId, runId).fetchHistory();
      expect((events ?? []).filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
    }
  });
});

it('ADR 0056: nobody’s words wait for a look that hangs, since the run is not changed meanwhile', async () => {
  const answer = gate();
  const pull = () =>
    answer.isShut.then(() => ({ messages: [], cursor: null, agentsInControl: true, more: false }));
  const from = withRuns({ afterLook: 10_000, atMost: 40 });
  await stage.withHandoff({ from, script: { pull } }, async (scene) => {
    await scene.until(() => scene.names('pull').length === 1);
    const { runId } = await scene.handle.describe();
    await scene.userSays(1);
    await scene.until(() => scene.names('relayToZendesk').length === 1);
    expect(await historyLength(scene)).toBeGreaterThan(40);
    answer.open();
    await scene.userSays(2);
    await hasChangedRun(scene, runId);
    await scene.until(() => scene.names('relayToZendesk').length === 2);
  });
});

it('a run that was started by older code goes by the advice of Temporal', async () => {
  await stage.withHandoff({}, async (scene) => {
    await chat(scene, 1, 30);
    await look(scene);
    await chat(scene, 31, 32);
    expect(await historyLength(scene)).toBeGreaterThan(250);
    expect(await runsOf(stage, scene)).toHaveLength(1);
  });
});
