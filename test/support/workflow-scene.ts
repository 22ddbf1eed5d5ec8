import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import * as messages from '../../workflows/messages';
import type { State } from '../../workflows/state';
import { quietEdge } from './quiet-edge';
import { createScriptedActivities, type Call, type Script } from './scripted-activities';
import { installTestRuntime, realServer, skippingServer } from './workflow-server';
import { bundleWorkflows } from '../../worker/bundle';

export { gate, zendeskFault } from './scripted-activities';

export interface Scene {
  calls: Call[];
  handle: WorkflowHandle;
  input: messages.HandoffInput;
  /** Names of the calls made so far, for the ones asked about. */
  names(...wanted: string[]): string[];
  agentSays(id: string, received: string, more?: Partial<messages.AgentMessage>): Promise<void>;
  userSays(n: number): Promise<void>;
  /**
   * Lets the server's clock run on. Not to the moment at which a timer fires (a look every 3 minutes): the time-skipping server
   * refuses for ever a task that cancels a timer which has fired meanwhile.
   */
  sleep(duration: Parameters<TestWorkflowEnvironment['sleep']>[0]): Promise<void>;
  nowMs(): Promise<number>;
  /** Waits in real time until the condition holds, without moving the server's clock. */
  until(holds: () => boolean, timeoutMs?: number): Promise<void>;
}

export interface SceneOptions {
  timers?: Partial<messages.HandoffTimers>;
  /** Accepted by the API that long before the run starts. Weeks are not skipped: an open handoff pulls every few minutes. */
  agoMs?: number;
  /** Held until that long after the start. */
  heldMs?: number;
  script?: Script;
  /** The run is not ended afterwards: the stage closes with this scene. */
  leave?: boolean;
  /** Starts in the middle: the state that an earlier run would have handed on. */
  from?: (input: messages.HandoffInput) => State;
}

/** Real time that ending a scene may take; a run that needs more is stuck, and so would be every scene after it. */
const END_SCENE_MS = 20_000;

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
    interceptors: { activity: [() => ({ inbound: quietEdge() })] },
  });
  const ran = worker.run();
  return {
    env,
    workflowBundle,
    withHandoff: (options: SceneOptions, play: (scene: Scene) => Promise<void>) =>
      playScene({ env, taskQueue, troupe, options, play }),
    async close() {
      worker.shutdown();
      await ran;
      await env.teardown();
      await stopServer();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof createStage>>;

async function playScene(scene: {
  env: TestWorkflowEnvironment;
  taskQueue: string;
  troupe: ReturnType<typeof createScriptedActivities>;
  options: SceneOptions;
  play: (scene: Scene) => Promise<void>;
}): Promise<void> {
  const { env, taskQueue, troupe, options, play } = scene;
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
  const role = troupe.cast(input.handoffId, options.script ?? {});
  const handle = await env.client.workflow.start(messages.HANDOFF_WORKFLOW, {
    ...messages.handoffStartOptions(`handoff:cop_test:${input.handoffId}`, input),
    ...(options.from === undefined ? {} : { args: [options.from(input)] as never }),
    taskQueue,
  });
  try {
    await play(makeScene(env, handle, role.calls, input));
  } finally {
    role.release();
    if (options.leave !== true) await endScene(env, handle);
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
    sleep: (duration) => env.sleep(duration),
    nowMs: () => env.currentTimeMs(),
    async until(holds, timeoutMs = 15_000) {
      const deadline = Date.now() + timeoutMs;
      while (!holds()) {
        if (Date.now() > deadline) throw new Error(`never came: ${lastOf(calls)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

function lastOf(calls: readonly Call[]): string {
  return `${calls.length} calls, the last ${calls
    .slice(-40)
    .map(({ name }) => name)
    .join(' ')}`;
}
