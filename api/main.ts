import { ConfigError, loadConfig } from '../config/env';
import { createFiles } from '../config/files';
import { createLogger } from '../config/logger';
import { createOutboundPolicy } from '../config/outbound';
import { createStore } from '../store';
import { connectZendesk } from '../zendesk/setup';
import { faultOf } from './http/fault';
import { startApi } from './serve';
import { createHandoffGateway } from './temporal/client-gateway';
import { connectTemporal } from './temporal/connect';

/** `npm run api`: the API alone, beside a worker in another process; so it needs a database that both can reach. */
async function main(): Promise<void> {
  const config = loadConfig(undefined, { database: true });
  const logger = createLogger('api', config.logLevel);
  const store = await createStore({
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl.reveal() }),
    encryptionKeys: [...config.encryptionKeys],
    onError: (error) => {
      logger.error({ fault: faultOf(error) }, 'the database had a fault');
    },
  });
  const temporal = connectTemporal();
  const api = await startApi(
    {
      store,
      handoffs: createHandoffGateway(temporal.client, temporal.connection),
      temporalNamespace: temporal.client.options.namespace,
      config,
      logger,
      connectZendesk,
      outbound: createOutboundPolicy(config.outboundAllow),
      files: createFiles(config),
    },
    { port: config.port, host: config.host },
  );
  logger.info({ host: config.host, port: config.port }, 'the API listens');

  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'the API stops');
    void (async () => {
      try {
        await api.close();
        await temporal.close();
        await store.close();
      } catch (error) {
        logger.error({ fault: faultOf(error) }, 'the API did not stop cleanly');
        process.exitCode = 1;
      }
      process.exit();
    })();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  // A ConfigError is written for the operator; of anything else only what a log may hold.
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else createLogger('api').fatal({ fault: faultOf(error) }, 'the API cannot start');
  process.exit(1);
});
