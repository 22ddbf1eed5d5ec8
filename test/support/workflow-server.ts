import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { registerSearchAttributes } from '../../worker/search-attributes';
import { searchAttribute } from '../../workflows/messages';
import { createTimeSkippingEnv, testTemporal } from './temporal';

let isInstalled = false;

/** Quiet, and deaf to signals: jest decides when this process ends. */
export function installTestRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
}

/** A server whose clock jumps over timers, with our search attributes. */
export async function skippingServer() {
  const env = await createTimeSkippingEnv();
  // This server cannot list search attributes, but takes them.
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(
      Object.values(searchAttribute).map(({ name }) => [name, 2] as const),
    ),
  });
  return { env, stopServer: () => Promise.resolve() };
}

/** The dev server, in a namespace of its own, with our search attributes. */
export async function realServer() {
  const server = await testTemporal();
  const { address, namespace } = server;
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address, namespace });
  await registerSearchAttributes(env.connection, namespace);
  return { env, stopServer: () => server.stop() };
}
