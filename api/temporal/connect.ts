import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { loadTemporalSettings } from '../../config/temporal';

export interface TemporalConnection {
  client: Client;
  connection: Connection;
  /** After the last request was answered: a call still retrying would throw out of a timer (temporal.md §9). */
  close: () => Promise<void>;
}

/**
 * A client as `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, … say. It connects at the first call, so the API also starts while
 * Temporal is away. Retries are few and quick: a request has 2.5 s.
 */
export function connectTemporal(): TemporalConnection {
  const { connectionOptions, namespace } = loadTemporalSettings();
  const connection = Connection.lazy({
    ...connectionOptions,
    interceptors: [
      makeGrpcRetryInterceptor(
        defaultGrpcRetryOptions({ maxAttempts: 4, initialIntervalMs: () => 50, maxIntervalMs: () => 500 }),
      ),
    ],
  });
  const client = new Client({ connection, namespace });
  return { client, connection, close: async () => connection.close() };
}
