import { ConfigError, loadConfig } from '../config/env';
import { createLogger } from '../config/logger';
import { loadTemporalSettings } from '../config/temporal';
import { createStore } from '../store';
import { connectWorker, installRuntime } from './connect';
import { startWorker } from './run';

/** The worker as its own process (`npm run worker`): needs PostgreSQL and Temporal. */
async function main(): Promise<void> {
  const config = loadConfig(undefined, { database: true });
  const logger = createLogger('worker', config.logLevel);
  installRuntime(logger, config.metricsPort);
  const temporal = loadTemporalSettings();
  const connections = await connectWorker(temporal, logger);
  const { databaseUrl } = config;
  if (databaseUrl === undefined) throw new ConfigError('DATABASE_URL is not set');
  const store = await createStore({
    databaseUrl: databaseUrl.reveal(),
    encryptionKeys: [...config.encryptionKeys],
  });
  const { namespace, buildId } = temporal;
  const worker = await startWorker({ ...connections, config, store, namespace, buildId, logger });
  logger.info('ready');

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= worker.stop();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  await worker.finished;
  await stop();
  await store.close();
  await connections.close();
}

main().catch((thrown: unknown) => {
  if (thrown instanceof ConfigError) process.stderr.write(`${thrown.message}\n`);
  else createLogger('worker').fatal({ err: thrown }, 'the worker stopped');
  process.exitCode = 1;
  // Handles of a half-started SDK would keep a dead worker alive.
  setTimeout(() => process.exit(1), 1_000).unref();
});
