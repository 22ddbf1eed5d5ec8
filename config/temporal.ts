import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';

export interface TemporalSettings {
  connectionOptions: ClientConnectConfig['connectionOptions'];
  namespace: string;
}

/**
 * Where Temporal is and how to get in: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, TLS, API key, profiles, as
 * `@temporalio/envconfig` reads them; the same for a client and for a worker.
 */
export function loadTemporalSettings(): TemporalSettings {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connectionOptions, namespace: namespace ?? 'default' };
}
