import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { startDevServer, type DevServer } from '../../scripts/dev-server';
import { endWithParent } from '../../scripts/processes/end-with-parent';
import { freePort } from '../../scripts/processes/ports';
import { stopProcess } from '../../scripts/processes/stop-process';
import { findTimeSkippingServer } from '../../scripts/test-server';

export interface TestTemporal {
  /** `host:port`. */
  address: string;
  /** Fresh for this suite, so that the fixed task queues of the product do not meet those of other suites. */
  namespace: string;
  /** Stops the server when this call started it; a server shared by `npm test` stays. */
  stop(): Promise<void>;
}

/**
 * A namespace of its own on the dev server that `npm test` shares (`TEST_TEMPORAL_ADDRESS`), else on one started here.
 * Ready for use at once (about 30 ms on the shared server).
 */
export async function testTemporal(): Promise<TestTemporal> {
  const shared = process.env['TEST_TEMPORAL_ADDRESS'];
  const server: Pick<DevServer, 'address' | 'stop'> =
    shared === undefined
      ? await startDevServer({ port: await freePort(), headless: true })
      : { address: shared, stop: () => Promise.resolve() };
  const { address } = server;
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await untilUsable(connection, namespace);
  } finally {
    await connection.close();
  }
  return { address, namespace, stop: () => server.stop() };
}

const JAVA_START_MS = 90_000;

/**
 * A server whose clock jumps over timers. One per test file; the caller calls `teardown()`.
 * The SDK gives the Java program 5 s to start, which a busy machine does not keep. So it is started here, and the SDK finds it on
 * its port; the program that the SDK starts in its place sleeps until the SDK ends it.
 */
export async function createTimeSkippingEnv(): Promise<TestWorkflowEnvironment> {
  const port = await freePort();
  const java = spawn(await findTimeSkippingServer(), [String(port)], { stdio: 'ignore', detached: true });
  endWithParent(java, 0);
  java.unref();
  await untilItListens(port, java);
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { port, executable: { type: 'existing-path', path: '/bin/sleep' } },
  });
  const teardown = env.teardown.bind(env);
  env.teardown = async () => {
    await teardown();
    await stopProcess(java, 'SIGKILL');
  };
  return env;
}

async function untilItListens(port: number, program: ChildProcess): Promise<void> {
  const deadline = Date.now() + JAVA_START_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    if (program.exitCode !== null) throw new Error(`the time-skipping server ended: ${program.exitCode}`);
    if (Date.now() > deadline) throw new Error('the time-skipping server did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The parts of the server learn of a new namespace one after another. */
async function untilUsable(connection: Connection, namespace: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      await connection.workflowService.listWorkflowExecutions({ namespace });
      await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'probe' } });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
