import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { activityEdge } from '../../activities/interceptor';
import { registerSearchAttributes } from '../../worker/search-attributes';
import * as messages from '../../workflows/messages';
import type { State } from '../../workflows/state';
import { createScriptedActivities, type Call, type Role, type Script } from './scripted-activities';
import { createTimeSkippingEnv, testTemporal } from './temporal';

export { zendeskFault } from './scripted-activities';

export interface Scene {
  calls: Call[];
  handle: WorkflowHandle;
  input: messages.HandoffInput;
  /** Names of the calls made so far, for the ones asked about. */
  names(...wanted: string[]): string[];
  agentSays(id: string, received: string, more?: Partial<messages.AgentMessage>): Promise<void>;
  userSays(n: number): Promise<void>;
  /** Lets the server's clock run on. */
  sleep(duration: string | number): Promise<void>;
  nowMs(): Promise<number>;
  /** Waits in real time until the condition holds, without moving the server's clock. */
  until(holds: () => boolean): Promise<void>;
}

export interface SceneOptions {
  timers?: Partial<messages.HandoffTimers>;
  /** Accepted by the API that long before the run starts. Weeks are not skipped: an open handoff pulls every few minutes. */
  agoMs?: number;
  /** Held until that long after the start. */
  heldMs?: number;
  script?: Script;
  /** Starts in the middle: the state that an earlier run would have handed on. */
  from?: (input: messages.HandoffInput) => State;
}

/** Real time that ending a scene may take; a run that needs more is stuck, and so would be every scene after it. */
const END_SCENE_MS = 20_000;

/** Quiet, and deaf to signals: jest decides when this process ends. */
export function installTestRuntime(): void {
  Runtime.install({
    logger: new DefaultLogger('WARN'),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) } },
  });
}

/** The workflows of the product, as `Worker.create` and `Worker.runReplayHistory` want them. */
export function bundleWorkflows(workflowsPath = require.resolve('../../workflows')) {
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}

/**
 * A server, the bundle, and one worker for all scenes of a test file; `close()` it in afterAll.
 * @param server `skipping`: the clock jumps over timers. `real`: the dev server, for continue-as-new, which is not atomic there.
 */
export async function createStage({ server = 'skipping' }: { server?: 'skipping' | 'real' } = {}) {
  installTestRuntime();
  const [{ env, stopServer }, workflowBundle] = await Promise.all([
    server === 'skipping' ? skippingServer() : realServer(),
    bundleWorkflows(),
  ]);
  const troupe = createScriptedActivities();
  const taskQueue = `scenes-${randomUUID()}`;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    taskQueue,
    workflowBundle,
    activities: troupe.activities,
    interceptors: { activity: [() => ({ inbound: activityEdge })] },
  });
  const ran = worker.run();
  return {
    env,
    workflowBundle,
    withHandoff: (options: SceneOptions, play: (scene: Scene) => Promise<void>) =>
      playScene({ env, taskQueue, cast: troupe.cast, options, play }),
    async close() {
      worker.shutdown();
      await ran;
      await env.teardown();
      await stopServer();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof createStage>>;

async function skippingServer() {
  const env = await createTimeSkippingEnv();
  // This server cannot list search attributes, but takes them.
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(
      Object.values(messages.searchAttribute).map(({ name }) => [name, 2] as const),
    ),
  });
  return { env, stopServer: () => Promise.resolve() };
}

async function realServer() {
  const { address, namespace, stop } = await testTemporal();
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address, namespace });
  await registerSearchAttributes(env.connection, namespace);
  return { env, stopServer: stop };
}

async function playScene(scene: {
  env: TestWorkflowEnvironment;
  taskQueue: string;
  cast: (handoffId: string, script: Script) => Role;
  options: SceneOptions;
  play: (scene: Scene) => Promise<void>;
}): Promise<void> {
  const { env, taskQueue, cast, options, play } = scene;
  const startMs = await env.currentTimeMs();
  const id = randomUUID();
  const input: messages.HandoffInput = {
    copilotId: 'cop_test',
    sessionId: `s-${id}`,
    handoffId: `ho_${id}`,
    createdAtMs: startMs - (options.agoMs ?? 0),
    ...(options.heldMs === undefined ? {} : { notBeforeMs: startMs + options.heldMs }),
    timers: { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0, ...options.timers },
  };
  const role = cast(input.handoffId, options.script ?? {});
  const handle = await env.client.workflow.start(messages.HANDOFF_WORKFLOW, {
    ...messages.handoffStartOptions(`handoff:cop_test:${input.handoffId}`, input),
    ...(options.from === undefined ? {} : { args: [options.from(input)] as never }),
    taskQueue,
  });
  const dbg=(m:string)=>require('node:fs').appendFileSync('/tmp/w/scene.log',`${Date.now()%1e6} ${m} ${expect.getState().currentTestName}\n`);
  dbg('start');
  try {
    await play(makeScene(env, handle, role.calls, input));
  } finally {
    dbg('played '+role.calls.map(c=>c.name).join(' '));role.release();
    await endScene(env, handle).finally(()=>dbg('ended'));
  }
}

/**
 * Ends what is still open, and waits for it. Not by terminating: the time-skipping server forgets to unlock its clock for an
 * activity that was under way then, and never skips again.
 */
async function endScene(env: TestWorkflowEnvironment, handle: WorkflowHandle): Promise<void> {
  const { status } = await handle.describe();
  if (status.name !== 'RUNNING') return;
  await handle.signal(messages.endRequested, { reason: 'operator_ended' });
  // The closing takes its half minute; only a skipping clock is worth waiting for.
  if (!env.supportsTimeSkipping) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the run of this scene does not end')), END_SCENE_MS);
  });
  try {
    await Promise.race([handle.result(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function makeScene(
  env: TestWorkflowEnvironment,
  handle: WorkflowHandle,
  calls: Call[],
  input: messages.HandoffInput,
): Scene {
  return {
    calls,
    handle,
    input,
    names: (...wanted) => calls.map(({ name }) => name).filter((name) => wanted.includes(name)),
    agentSays: (id, received, more = {}) =>
      handle.signal(messages.agentMessage, {
        id,
        received,
        agent: { id: '361', name: 'Sam', avatarUrl: null },
        text: id,
        attachments: [],
        actions: [],
        automated: false,
        ...more,
      }),
    userSays: (n) => handle.signal(messages.userMessage, { messageId: `m${n}`, n }),
    sleep: (duration) => env.sleep(duration as number),
    nowMs: () => env.currentTimeMs(),
    async until(holds) {
      const deadline = Date.now() + 15_000;
      while (!holds()) {
        if (Date.now() > deadline) throw new Error(`never came: ${calls.map(({ name }) => name).join(' ')}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
