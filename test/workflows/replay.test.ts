import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundle } from '@temporalio/worker';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createStage,
  zendeskFault,
  type Scene,
  type SceneOptions,
  type Stage,
} from '../support/workflow-scene';
import * as messages from '../../workflows/messages';
import { newState } from '../../workflows/state';

// The gate for every change of workflows/ (design §5.13): what is stored must go on under the new code.
jest.setTimeout(60_000);

type History = Awaited<ReturnType<Scene['handle']['fetchHistory']>>;

const ROOT = path.resolve(__dirname, '../..');
const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const refuses = (kind: string) => () => {
  throw zendeskFault(kind, { final: true });
};
const says = (reason: 'agent_ended' | 'ticket_closed') => ({ reason, detail: null, byZendesk: true });

const toTheEnd = async (scene: Scene): Promise<void> => {
  await scene.handle.result();
};

/** Each leaves a history: to its end, or in the middle. */
const SCENES: Record<string, { options?: SceneOptions; play: (scene: Scene) => Promise<void> }> = {
  'relayed both ways, ended by the user': {
    async play(scene) {
      await accepted(scene);
      await scene.agentSays('a1', '2026-11-24T08:00:01.000Z');
      for (const n of [1, 2, 3]) await scene.userSays(n);
      await scene.until(() => scene.names('deliverToSession', 'relayToZendesk').length >= 2);
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      await scene.handle.result();
    },
  },
  'ended by the agent, nudged before': {
    options: { timers: { userIdleSeconds: 3_600 } },
    async play(scene) {
      await accepted(scene);
      await scene.agentSays('a1', '2026-11-24T08:00:01.000Z');
      await scene.sleep('40m');
      await scene.handle.signal(messages.conversationEnded, says('agent_ended'));
      await scene.handle.result();
    },
  },
  'nobody picked it up': {
    options: { timers: { pickupSeconds: 600 }, heldMs: 3_600_000 },
    play: toTheEnd,
  },
  'refused while it opened': {
    options: { script: { passToAgents: refuses('rejected') } },
    play: toTheEnd,
  },
  'the conversation was removed': {
    options: { script: { relayToZendesk: refuses('gone') } },
    async play(scene) {
      await scene.userSays(1);
      await scene.handle.result();
    },
  },
  'ended by an operator': {
    async play(scene) {
      await accepted(scene);
      await scene.handle.executeUpdate(messages.retryNow);
      await scene.handle.executeUpdate(messages.endHandoff, { args: [{ detail: 'by hand' }] });
      await scene.handle.result();
    },
  },
  'cancelled in Temporal': {
    async play(scene) {
      await accepted(scene);
      await scene.handle.cancel();
      await scene.handle.result();
    },
  },
  'parked on credentials, still open': {
    options: { script: { takeControl: refuses('credentials') } },
    async play(scene) {
      await scene.userSays(1);
      await scene.until(() => scene.names('setAttention').length === 1);
      await scene.sleep('25m');
    },
  },
  'Zendesk away, then back': {
    options: { script: { relayToZendesk: awayForTries(9) } },
    async play(scene) {
      await accepted(scene);
      await scene.userSays(1);
      await scene.sleep('10m');
      await scene.handle.signal(messages.conversationEnded, says('ticket_closed'));
      await scene.handle.result();
    },
  },
  'a run that went on in another': {
    options: { from: (input) => ({ ...newState(input), signalsPerRun: 3 }) },
    async play(scene) {
      await accepted(scene);
      for (const n of [1, 2, 3]) await scene.userSays(n);
      await scene.until(() => scene.names('setTimers', 'pull').length >= 1);
      await scene.sleep('5m');
    },
  },
};

function awayForTries(tries: number) {
  let calls = 0;
  return ({ upTo }: { upTo: number }) => {
    if (++calls <= tries) throw zendeskFault('unavailable');
    return { n: upTo };
  };
}

let stage: Stage;
let scratch: string;
const histories = new Map<string, { workflowId: string; history: History }>();

beforeAll(async () => {
  stage = await createStage();
  scratch = await mkdtemp(path.join(tmpdir(), 'handoff-replay-'));
  for (const [name, { options, play }] of Object.entries(SCENES)) {
    await stage.withHandoff(options ?? {}, async (scene) => {
      const { workflowId } = scene.handle;
      const { runId } = await scene.handle.describe();
      await play(scene);
      const firstRun = stage.env.client.workflow.getHandle(workflowId, runId);
      histories.set(name, { workflowId, history: await firstRun.fetchHistory() });
    });
  }
}, 60_000);
afterAll(async () => {
  await stage.close();
  await rm(scratch, { recursive: true, force: true });
});

async function replay(workflowBundle: WorkflowBundle, name: string): Promise<void> {
  const recorded = histories.get(name);
  if (recorded === undefined) throw new Error(`no history: ${name}`);
  await Worker.runReplayHistory({ workflowBundle }, recorded.history, recorded.workflowId);
}

/** A bundle of a copy of workflows/, changed by hand. */
async function bundleOfCopy(
  name: string,
  changes: [file: string, from: string, to: string][],
): Promise<WorkflowBundle> {
  const copy = path.join(scratch, name, 'workflows');
  await cp(path.join(ROOT, 'workflows'), copy, { recursive: true });
  for (const [file, from, to] of changes) {
    const text = await readFile(path.join(copy, file), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not have exactly one: ${from}`);
    await writeFile(path.join(copy, file), text.replace(from, to));
  }
  return bundleWorkflowCode({
    workflowsPath: path.join(copy, 'index.ts'),
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, modules: [path.join(ROOT, 'node_modules')] },
    }),
  });
}

describe('stored histories replay under the present code', () => {
  it.each(Object.keys(SCENES))('%s', async (name) => {
    await replay(stage.workflowBundle, name);
  });

  it('the histories are what their names say', () => {
    const lastOf = (name: string) => histories.get(name)?.history.events?.at(-1);
    for (const name of Object.keys(SCENES)) {
      const { workflowExecutionCompletedEventAttributes, workflowExecutionContinuedAsNewEventAttributes } =
        lastOf(name) ?? {};
      const isOver = !['parked on credentials, still open', 'a run that went on in another'].includes(name);
      expect({ name, isOver: workflowExecutionCompletedEventAttributes != null }).toEqual({ name, isOver });
      const wentOn = workflowExecutionContinuedAsNewEventAttributes != null;
      expect({ name, wentOn }).toEqual({ name, wentOn: name === 'a run that went on in another' });
    }
  });
});

describe('the gate can close', () => {
  it('a copy without a change replays', async () => {
    const same = await bundleOfCopy('same', []);
    await replay(same, 'relayed both ways, ended by the user');
  });

  it('steps of the opening in another order: DeterminismViolationError', async () => {
    const changed = await bundleOfCopy('order', [
      ['state.ts', "input.notBeforeMs === undefined ? 'user' : 'held'", "'conversation'"],
      ['opening.ts', "state.step = 'conversation';", "state.step = 'control';"],
      ['opening.ts', "state.cutoff = found.cutoff;\n      state.step = 'control';", "state.step = 'user';"],
    ]);
    const replayed = replay(changed, 'relayed both ways, ended by the user');
    await expect(replayed).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  it('a step of the closing left out: DeterminismViolationError', async () => {
    const changed = await bundleOfCopy('closing', [
      [
        'closing.ts',
        '  await returnToSeat(run);\n  if (!state.passTried) return;',
        '  if (!state.passTried) return;',
      ],
    ]);
    const replayed = replay(changed, 'ended by the agent, nudged before');
    await expect(replayed).rejects.toBeInstanceOf(DeterminismViolationError);
  });
});
