// API and worker in one process, on the embedded database: what `npm start` runs. In production they are two.
import { join } from 'node:path';
import { createHandoffGateway, startApi } from '../api';
import { ConfigError, loadConfig, type Config } from '../config/env';
import { createFiles } from '../config/files';
import { createLogger, type Logger } from '../config/logger';
import { createOutboundPolicy } from '../config/outbound';
import { loadTemporalSettings } from '../config/temporal';
import { createStore } from '../store';
import type { Store } from '../store/types';
import { bundleWorkflows } from '../worker/bundle';
import { connectWorker, installRuntime } from '../worker/connect';
import { startWorker } from '../worker/run';
import { connectZendesk } from '../zendesk/setup';
import { connectTemporal } from '../api';

async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger('app', config.logLevel);
  installRuntime(logger, config.metricsPort);
  const [store, connections, workflowBundle] = await Promise.all([
    openStore(config, logger),
    connectWorker(loadTemporalSettings(), logger),
    bundleWorkflows(logger),
  ]);
  const temporal = connectTemporal();
  const { namespace } = loadTemporalSettings();
  const worker = await startWorker({ ...connections, config, store, namespace, logger, workflowBundle });
  const api = await startApi(
    {
      store,
      handoffs: createHandoffGateway(temporal.client, temporal.connection),
      temporalNamespace: namespace,
      config,
      logger,
      connectZendesk,
      outbound: createOutboundPolicy(config.outboundAllow),
      files: createFiles(config),
    },
    { port: config.port, host: config.host },
  );
  logger.info({ host: config.host, port: config.port }, 'ready');

  // The door first, then the hands, then what both stand on.
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      await api.close();
      await worker.stop();
      await temporal.close();
      await connections.close();
      await store.close();
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop().then(
        () => process.exit(0),
        (thrown: unknown) => {
          logger.error({ err: thrown }, 'did not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
  await worker.finished;
  await stop();
}

function openStore(config: Config, logger: Logger): Promise<Store> {
  return createStore({
    ...(config.databaseUrl === undefined
      ? { pgliteDir: join(config.dataDir, 'db') }
      : { databaseUrl: config.databaseUrl.reveal() }),
    encryptionKeys: [...config.encryptionKeys],
    onError: (error) => {
      logger.error({ err: error }, 'the database had a fault');
    },
  });
}

main().catch((thrown: unknown) => {
  if (thrown instanceof ConfigError) process.stderr.write(`${thrown.message}\n`);
  else createLogger('app').fatal({ err: thrown }, 'the app cannot go on');
  process.exit(1);
});
