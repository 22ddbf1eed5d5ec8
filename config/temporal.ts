import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';

export interface TemporalSettings {
  connectionOptions: ClientConnectConfig['connectionOptions'];
  namespace: string;
  /** `TEMPORAL_WORKER_BUILD_ID`: which build of the workflow code a worker has; undefined = worker versioning is not used. */
  buildId: string | undefined;
}

/**
 * Where Temporal is and how to get in: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, TLS, API key, profiles, as
 * `@temporalio/envconfig` reads them; the same for a client and for a worker.
 */
export function loadTemporalSettings(
  env: Record<string, string | undefined> = process.env,
): TemporalSettings {
  // An empty variable is an unset one, as everywhere else; the SDK would take it for an address.
  const overrideEnvVars = Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars });
  return {
    connectionOptions,
    namespace: namespace ?? 'default',
    buildId: overrideEnvVars['TEMPORAL_WORKER_BUILD_ID'],
  };
}
