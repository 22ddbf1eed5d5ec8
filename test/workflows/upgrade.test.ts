import { temporal } from '@temporalio/proto';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEPLOYMENT, deploymentOf } from '../../worker/deployment';
import * as messages from '../../workflows/messages';
import { bundleOfCopy } from '../support/histories/mutate';
import { quietEdge } from '../support/quiet-edge';
import { createScriptedActivities } from '../support/scripted-activities';
import { installTestRuntime, realServer } from '../support/workflow-server';
import { bundleWorkflows } from '../../worker/bundle';

// docs/changing-workflows.md, played on a real server: a change goes out under open handoffs, and is taken back.
jest.setTimeout(180_000);

const CHANGE = 'note-before-delivery';
const DELIVER = '    await records.deliverToSession.executeWithOptions(';
const { PinnedOverrideBehavior } = temporal.api.workflow.v1.VersioningOverride;

let env: TestWorkflowEnvironment;
let stopServer: () => Promise<void>;
let scratch: string;
const troupe = createScriptedActivities();
const workers: { worker: Worker; ran: Promise<void> }[] = [];

beforeAll(async () => {
  installTestRuntime();
  ({ env, stopServer } = await realServer());
  scratch = await mkdtemp(path.join(tmpdir(), 'handoff-upgrade-'));
});
afterAll(async () => {
  for (const { worker } of workers) worker.shutdown();
  await Promise.all(workers.map(({ ran }) => ran));
  await env.teardown();
  await stopServer();
  await rm(scratch, { recursive: true, force: true });
});

async function startBuild(buildId: string, workflowBundle: WorkflowBundle): Promise<void> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    taskQueue: messages.HANDOFF_TASK_QUEUE,
    workflowBundle,
    activities: troupe.activities,
    interceptors: { activity: [() => ({ inbound: quietEdge() })] },
    ...deploymentOf(buildId),
  });
  workers.push({ worker, ran: worker.run() });
}

/** Asks again until it does: the server learns of a new build some moments after its worker polls. */
async function eventually<T>(look: () => Promise<T | false>, withinMs = 60_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let seen: unknown = 'not yet';
    try {
      const found = await look();
      if (found !== false) return found;
    } catch (error) {
      seen = error;
    }
    if (Date.now() > deadline) throw new Error('it did not come', { cause: seen });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const makeCurrent = (buildId: string) =>
  eventually(() =>
    env.connection.workflowService.setWorkerDeploymentCurrentVersion({
      namespace: env.namespace ?? 'default',
      deploymentName: DEPLOYMENT,
      buildId,
    }),
  );

/** As `temporal workflow update-options --versioning-override-behavior pinned` does. */
async function pin(handle: WorkflowHandle, buildId: string): Promise<void> {
  await env.connection.workflowService.updateWorkflowExecutionOptions({
    namespace: env.namespace ?? 'default',
    workflowExecution: { workflowId: handle.workflowId },
    workflowExecutionOptions: {
      versioningOverride: {
        pinned: {
          behavior: PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED,
          version: { deploymentName: DEPLOYMENT, buildId },
        },
      },
    },
    updateMask: { paths: ['versioning_override'] },
  });
}

async function openHandoff() {
  const handoffId = `ho_${randomUUID()}`;
  const { calls } = troupe.cast(handoffId, {});
  const input: messages.HandoffInput = {
    ...{ copilotId: 'cop_test', sessionId: `s-${handoffId}`, handoffId, createdAtMs: Date.now() },
    timers: { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0 },
  };
  const options = messages.handoffStartOptions(`handoff:cop_test:${handoffId}`, input);
  const handle = await env.client.workflow.start(messages.HANDOFF_WORKFLOW, options);
  const count = (wanted: string) => calls.filter(({ name }) => name === wanted).length;
  await eventually(() => Promise.resolve(count('acceptHandoff') === 1));
  let said = 0;
  return {
    handle,
    count,
    delivered: () =>
      calls
        .filter(({ name }) => name === 'deliverToSession')
        .map(({ input: { message } }) => (message as messages.AgentMessage).id),
    async agentSays() {
      const id = `a${said++}`;
      await handle.signal(messages.agentMessage, {
        ...{ id, received: new Date(Date.UTC(2026, 10, 24, 8, 0, said)).toISOString(), text: id },
        ...{ agent: { id: '361', name: 'Sam', avatarUrl: null }, attachments: [], actions: [] },
        automated: false,
      });
      await eventually(() => Promise.resolve(count('deliverToSession') >= said));
    },
    async end() {
      await handle.signal(messages.conversationEnded, {
        reason: 'agent_ended',
        detail: null,
        byZendesk: true,
      });
      await eventually(() => Promise.resolve(count('finishHandoff') === 1));
    },
    /** The build that took the last task, and whether any task was refused for another order of commands. */
    async told() {
      const { events } = await handle.fetchHistory();
      const last = events?.findLast((event) => event.workflowTaskCompletedEventAttributes != null);
      return {
        build: last?.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId,
        failedTasks: events?.filter((event) => event.workflowTaskFailedEventAttributes != null).length,
      };
    },
  };
}

it('F34: open handoffs go on under a new build, those that the change has touched stay on it when it is taken back', async () => {
  await startBuild('one', await bundleWorkflows());
  await makeCurrent('one');
  const [touched, untouched] = [await openHandoff(), await openHandoff()];
  await touched.agentSays();
  await untouched.agentSays();
  expect(await touched.told()).toEqual({ build: 'one', failedTasks: 0 });

  // A step more before each delivery: what only `patched()` makes harmless to the histories of build one.
  const changed = await bundleOfCopy(path.join(scratch, 'two'), [
    ['lanes/to-session.ts', 'import { condition }', 'import { condition, patched }'],
    [
      'lanes/to-session.ts',
      DELIVER,
      `    if (patched('${CHANGE}')) await records.setTimers({ ...ref(run), timers: [] });\n${DELIVER}`,
    ],
  ]);
  await startBuild('two', changed);
  await makeCurrent('two');
  const timersBefore = touched.count('setTimers');
  await touched.agentSays();
  const born = await openHandoff();
  await born.agentSays();
  expect(touched.count('setTimers')).toBe(timersBefore + 1);
  expect(await touched.told()).toEqual({ build: 'two', failedTasks: 0 });
  expect(await born.told()).toEqual({ build: 'two', failedTasks: 0 });

  // Back: `patched()` has marked whom the change has touched.
  const marked = `TemporalChangeVersion = "${CHANGE}" AND ExecutionStatus = "Running"`;
  const ids = await eventually(async () => {
    const found: string[] = [];
    for await (const { workflowId } of env.client.workflow.list({ query: marked })) found.push(workflowId);
    return found.length === 2 && found;
  });
  expect(ids.sort()).toEqual([touched, born].map(({ handle }) => handle.workflowId).sort());
  for (const handoff of [touched, born]) await pin(handoff.handle, 'two');
  await makeCurrent('one');
  const late = await openHandoff();
  for (const handoff of [touched, untouched, born, late]) {
    await handoff.agentSays();
    await handoff.end();
  }
  expect(touched.delivered()).toEqual(['a0', 'a1', 'a2']);
  expect(untouched.delivered()).toEqual(['a0', 'a1']);
  expect(await touched.told()).toEqual({ build: 'two', failedTasks: 0 });
  expect(await born.told()).toEqual({ build: 'two', failedTasks: 0 });
  expect(await untouched.told()).toEqual({ build: 'one', failedTasks: 0 });
  expect(await late.told()).toEqual({ build: 'one', failedTasks: 0 });
});
