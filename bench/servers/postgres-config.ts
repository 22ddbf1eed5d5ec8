import { stringify } from 'yaml';

export interface ConfigInput {
  database: URL;
  /** Frontend, matching, history, worker; then the four of their membership. */
  ports: readonly number[];
  dynamicConfig: string;
}

const SERVICES = ['frontend', 'matching', 'history', 'worker'] as const;

/** The server's configuration, all services in one process: 16 shards, as a small production has. */
export function serverConfig({ database, ports, dynamicConfig }: ConfigInput): string {
  const store = (databaseName: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: database.host,
      connectProtocol: 'tcp',
      user: database.username,
      password: database.password,
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  });
  const rpc = (n: number) => ({
    rpc: { grpcPort: ports[n], membershipPort: ports[n + SERVICES.length], bindOnLocalHost: true },
  });
  return stringify({
    log: { stdout: true, level: 'error' },
    persistence: {
      defaultStore: 'main',
      visibilityStore: 'visibility',
      numHistoryShards: 16,
      datastores: { main: store('temporal', 20), visibility: store('temporal_visibility', 5) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(SERVICES.map((name, n) => [name, rpc(n)])),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports[0]}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfig, pollInterval: '60s' },
  });
}
