import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { randomUUID } from 'node:crypto';
import { startDevServer, type DevServer } from '../../scripts/dev-server';
import { freePort } from '../../scripts/processes/ports';
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

/** A server whose clock jumps over timers. One per test file; the caller calls `teardown()`. */
export async function createTimeSkippingEnv(): Promise<TestWorkflowEnvironment> {
  const path = await findTimeSkippingServer();
  // The SDK gives a Java program 5 s to start, which a busy machine does not keep.
  for (let triesLeft = 4; ; triesLeft -= 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      if (triesLeft === 0 || !String(error).includes('did not start within')) throw error;
    }
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
