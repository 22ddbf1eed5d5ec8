import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { NativeConnection, Runtime, DefaultLogger, type LogEntry } from '@temporalio/worker';
import type { Logger } from '../config/logger';
import type { TemporalSettings } from '../config/temporal';
import { sdkFields } from './sdk-log';

export interface WorkerConnections {
  connection: Connection;
  native: NativeConnection;
  close(): Promise<void>;
}

/**
 * The server calls a workflow that is just closing "busy", which is over in milliseconds; the SDK would ask again after one or two
 * seconds. A message of an agent waited for that whenever the sender of its session's callbacks had just come to its end.
 */
const quickRetries = makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ initialIntervalMs: () => 50 }));

/** Once per process, before anything of the SDK: its logs become lines of ours, its metrics go to `metricsPort`. */
export function installRuntime(logger: Logger, metricsPort: number | undefined): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => {
      write(logger, entry);
    }),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      ...(metricsPort === undefined
        ? {}
        : {
            metrics: {
              prometheus: {
                bindAddress: `127.0.0.1:${metricsPort}`,
                countersTotalSuffix: true,
                unitSuffix: true,
                useSecondsForDurations: true,
              },
            },
          }),
    },
  });
}

/**
 * Both connections that a worker needs. Waits for a server that is still starting; rejects after `patienceMs`.
 */
export async function connectWorker(
  { connectionOptions }: TemporalSettings,
  logger: Logger,
  patienceMs = 60_000,
): Promise<WorkerConnections> {
  const untilMs = Date.now() + patienceMs;
  for (;;) {
    try {
      const native = await NativeConnection.connect(connectionOptions);
      const connection = await Connection.connect({ ...connectionOptions, interceptors: [quickRetries] });
      return {
        connection,
        native,
        async close() {
          await connection.close();
          await native.close();
        },
      };
    } catch (thrown) {
      if (Date.now() >= untilMs) throw thrown;
      logger.warn({ address: connectionOptions.address }, 'Temporal does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

function write(logger: Logger, { level, message, meta }: LogEntry): void {
  const fields = { sdk: true, ...sdkFields(meta) };
  if (level === 'ERROR') logger.error(fields, message);
  else if (level === 'WARN') logger.warn(fields, message);
  else logger.debug(fields, message);
}
