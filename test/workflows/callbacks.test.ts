import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { CallbackResult } from '../../activities/callbacks';
import type { CallbackWorkflow } from '../../workflows/callbacks';
import { CALLBACK_WORKFLOW, callbacksPending, type CallbackInput } from '../../workflows/messages';
import { createTimeSkippingEnv } from '../support/temporal';

const HOUR_MS = 3_600_000;
const NOTHING: CallbackResult = { nextDueInMs: null, holdMs: 0, sent: 0, failed: 0 };
const INPUT: CallbackInput = { copilotId: 'cop_1', sessionId: 's1' };

let env: TestWorkflowEnvironment;
let workflowBundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const workflowsPath = path.resolve(__dirname, '../../workflows/callbacks.ts');
  [env, workflowBundle] = await Promise.all([
    createTimeSkippingEnv(),
    bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') }),
  ]);
}, 120_000);
afterAll(() => env.teardown());

interface Run {
  handle: WorkflowHandleWithFirstExecutionRunId<typeof CallbackWorkflow>;
  /** Server time of each call of the activity, from the first, in milliseconds. */
  calledAtMs: number[];
  inputs: CallbackInput[];
}

/**
 * Runs the workflow against an activity that answers by `script`, the n-th call (from 0) with the n-th entry, and then with
 * "none is pending".
 */
async function runWith(
  script: (CallbackResult | Error | ((run: Run) => Promise<CallbackResult>))[],
  during: (run: Run) => Promise<void> = () => Promise.resolve(),
): Promise<Run> {
  const taskQueue = `callbacks-${randomUUID()}`;
  const calls: number[] = [];
  const inputs: CallbackInput[] = [];
  let run: Run | undefined;
  const sendDueCallbacks = async (input: CallbackInput): Promise<CallbackResult> => {
    const step = script[calls.length] ?? NOTHING;
    calls.push(await env.currentTimeMs());
    inputs.push(input);
    if (step instanceof Error) throw step;
    return typeof step === 'function' && run !== undefined ? await step(run) : (step as CallbackResult);
  };
  const worker = await Worker.create({
    connection: env.nativeConnection,
    workflowBundle,
    taskQueue,
    activities: { sendDueCallbacks },
  });
  return await worker.runUntil(async () => {
    const handle = await env.client.workflow.start<typeof CallbackWorkflow>(CALLBACK_WORKFLOW, {
      taskQueue,
      workflowId: `callbacks:${randomUUID()}`,
      args: [INPUT],
    });
    const started: Run = { handle, calledAtMs: [], inputs };
    run = started;
    await during(started);
    await handle.result();
    const first = calls[0] ?? 0;
    started.calledAtMs.push(...calls.map((at) => at - first));
    return started;
  });
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited for 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('CallbackWorkflow', () => {
  it('looks once and ends when none is pending', async () => {
    const run = await runWith([NOTHING]);
    expect(run.inputs).toEqual([INPUT]);
  });

  it('looks again at once while a batch was full', async () => {
    const full = { ...NOTHING, sent: 25, nextDueInMs: 0 };
    const run = await runWith([full, full]);
    expect(run.calledAtMs).toHaveLength(3);
    expect(run.calledAtMs[2]).toBeLessThan(4_000);
  });

  it('F30: sleeps for hours until the next attempt is due', async () => {
    const run = await runWith([{ ...NOTHING, nextDueInMs: 10 * HOUR_MS, holdMs: 6_000 }]);
    expect(run.calledAtMs).toHaveLength(2);
    expect(run.calledAtMs[1]).toBeGreaterThanOrEqual(10 * HOUR_MS - 1_000);
    expect(run.calledAtMs[1]).toBeLessThan(10 * HOUR_MS + 60_000);
  });

  it('looks at once when a signal says that there is a new one', async () => {
    const run = await runWith([{ ...NOTHING, nextDueInMs: 10 * HOUR_MS }], async ({ handle, inputs }) => {
      await until(() => inputs.length === 1);
      await handle.signal(callbacksPending);
      await until(() => inputs.length === 2);
    });
    expect(run.calledAtMs[1]).toBeLessThan(60_000);
  });

  it('keeps to the hold after a failure, whatever is signalled meanwhile', async () => {
    const held = { ...NOTHING, nextDueInMs: 10 * HOUR_MS, holdMs: 60_000 };
    const run = await runWith([held], async ({ handle, inputs }) => {
      await until(() => inputs.length === 1);
      for (let n = 0; n < 5; n += 1) await handle.signal(callbacksPending);
    });
    expect(run.calledAtMs[1]).toBeGreaterThanOrEqual(59_000);
    expect(run.calledAtMs[1]).toBeLessThan(HOUR_MS);
  });

  it('loses no signal that comes while it is sending the last one', async () => {
    const run = await runWith([
      async ({ handle }) => {
        await handle.signal(callbacksPending);
        return NOTHING;
      },
    ]);
    expect(run.inputs).toHaveLength(2);
  });

  it('waits out the absence of the store', async () => {
    const away = Array.from({ length: 12 }, () => new Error('connection terminated'));
    const run = await runWith(away);
    expect(run.calledAtMs).toHaveLength(13);
    const gaps = run.calledAtMs.map((at, index) => at - (run.calledAtMs[index - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(40_000);
  });

  it('continues as new when the history grows long, and the new run begins by looking', async () => {
    const words = 'x'.repeat(400_000);
    const run = await runWith([
      async ({ handle }) => {
        // Words that no sender of ours adds: 4 MB of history are reached faster with them than 4,096 events.
        for (let n = 0; n < 12; n += 1) await handle.signal('callbacksPending', words);
        return { ...NOTHING, nextDueInMs: HOUR_MS };
      },
    ]);
    const { workflowId, firstExecutionRunId } = run.handle;
    const firstRun = await env.client.workflow.getHandle(workflowId, firstExecutionRunId).describe();
    expect(firstRun.status.name).toBe('CONTINUED_AS_NEW');
    expect(run.inputs).toEqual([INPUT, INPUT]);
  });

  it('replays', async () => {
    const run = await runWith([
      { ...NOTHING, failed: 1, nextDueInMs: HOUR_MS, holdMs: 5_000 },
      { ...NOTHING, sent: 25, nextDueInMs: 0 },
    ]);
    const history = await run.handle.fetchHistory();
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).resolves.toBeUndefined();
  });
});
