import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import type { Activities, Pulled } from '../../activities';
import { activityEdge } from '../../activities/interceptor';
import { registerSearchAttributes } from '../../worker/search-attributes';
import * as messages from '../../workflows/messages';
import { createTimeSkippingEnv } from './temporal';

/** One call of an activity, in the order in which they were made, with the server's (skipped) clock. */
export interface Call {
  name: string;
  input: Record<string, unknown>;
  attempt: number;
}

type Script = { [K in keyof Activities]?: (input: never, attempt: number) => unknown };

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

/** What an activity answers when the test says nothing: all is well. */
const QUIET: Record<string, (input: Record<string, unknown>) => unknown> = {
  ensureConversation: () => ({ conversationId: 'c'.repeat(24), cutoff: null }),
  postTranscript: () => ({ firstMessageId: 'f'.repeat(24) }),
  relayToZendesk: (input) => ({ n: input['upTo'] }),
  pull: (): Pulled => ({ messages: [], cursor: null, agentsInControl: true, more: false }),
  deliverToSession: () => ({ agentChanged: false }),
};

const ACTIVITIES = [
  'ensureUser',
  'ensureConversation',
  'takeControl',
  'postTranscript',
  'passToAgents',
  'relayToZendesk',
  'pull',
  'tellAgent',
  'returnToSeat',
  'beginOpening',
  'acceptHandoff',
  'setAttention',
  'setTimers',
  'nudgeUser',
  'markDelayed',
  'reviveMessage',
  'deliverToSession',
  'failOpening',
  'finishHandoff',
] as const;

/** A Zendesk fault as the activities report it. */
export function zendeskFault(kind: string, options: { final?: boolean; retryAfterMs?: number } = {}) {
  const { final = false, retryAfterMs } = options;
  return ApplicationFailure.create({
    type: `zendesk.${kind}`,
    message: `scripted ${kind}`,
    nonRetryable: final,
    ...(retryAfterMs === undefined ? {} : { details: [{ retryAfterMs }], nextRetryDelay: retryAfterMs }),
  });
}

/** The time-skipping server and the bundle of one test file; `close()` it in afterAll. */
export async function createStage() {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const env = await createTimeSkippingEnv();
  await registerSearchAttributes(env.connection, 'default').catch(() => addBlindly(env));
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../workflows'),
    logger: new DefaultLogger('ERROR'),
  });
  return {
    env,
    withHandoff: (options: SceneOptions, play: (scene: Scene) => Promise<void>) =>
      playScene(env, workflowBundle, options, play),
    close: () => env.teardown(),
  };
}

export interface SceneOptions {
  timers?: Partial<messages.HandoffTimers>;
  /** Held until that long after the start. */
  heldMs?: number;
  script?: Script;
}

/** The Java test server cannot list search attributes, but takes them. */
async function addBlindly(env: TestWorkflowEnvironment): Promise<void> {
  const names = Object.values(messages.searchAttribute).map(({ name }) => [name, 2] as const);
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(names),
  });
}

async function playScene(
  env: TestWorkflowEnvironment,
  workflowBundle: WorkflowBundle,
  options: SceneOptions,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  const calls: Call[] = [];
  const taskQueue = randomUUID();
  const script = (options.script ?? {}) as Record<string, (input: unknown, attempt: number) => unknown>;
  const { Context } = await import('@temporalio/activity');
  const activities = Object.fromEntries(
    ACTIVITIES.map((name) => [
      name,
      async (input: Record<string, unknown>) => {
        const { attempt } = Context.current().info;
        calls.push({ name, input, attempt });
        return await (script[name] ?? QUIET[name])?.(input, attempt);
      },
    ]),
  );
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle,
    activities,
    interceptors: { activity: [() => ({ inbound: activityEdge })] },
    shutdownGraceTime: '100ms',
    shutdownForceTime: '1s',
  });
  const startMs = await env.currentTimeMs();
  const id = randomUUID();
  const input: messages.HandoffInput = {
    copilotId: 'cop_test',
    sessionId: `s-${id}`,
    handoffId: `ho_${id}`,
    createdAtMs: startMs,
    ...(options.heldMs === undefined ? {} : { notBeforeMs: startMs + options.heldMs }),
    timers: { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0, ...options.timers },
  };
  await worker.runUntil(async () => {
    const handle = await env.client.workflow.start(messages.HANDOFF_WORKFLOW, {
      ...messages.handoffStartOptions(`handoff:cop_test:${input.handoffId}`, input),
      taskQueue,
    });
    try {
      await play(makeScene(env, handle, calls, input));
    } finally {
      await endScene(handle);
    }
  });
}

/**
 * Ends what is still open. Terminating a run with an activity under way leaves the test server's clock locked for good, so the
 * run is asked first, and its (skipped) day of closing is waited for.
 */
async function endScene(handle: WorkflowHandle): Promise<void> {
  const { status } = await handle.describe();
  if (status.name !== 'RUNNING') return;
  await handle.signal(messages.endRequested, { reason: 'operator_ended' });
  await Promise.race([handle.result(), new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
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
