import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { loadTemporalSettings } from '../../config/temporal';

export interface TemporalConnection {
  client: Client;
  connection: Connection;
  /** After the last request was answered. */
  close: () => Promise<void>;
}

const MAX_RETRY_WAIT_MS = 500;

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
        defaultGrpcRetryOptions({
          maxAttempts: 4,
          initialIntervalMs: () => 50,
          maxIntervalMs: () => MAX_RETRY_WAIT_MS,
        }),
      ),
    ],
  });
  const client = new Client({ connection, namespace });
  return {
    client,
    connection,
    close: async () => {
      // A call that was given up may still wait for its next try, and would throw out of a timer where nobody can catch it
      // when the channel is gone by then (temporal.md §9).
      await sleep(MAX_RETRY_WAIT_MS * 1.5);
      await connection.close();
    },
  };
}
