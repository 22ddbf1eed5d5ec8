/** What `scripts/app.ts` needs to run the API beside a worker in one process. */
export { startApi, type RunningApi } from './serve';
export type { ApiDeps } from './deps';
export type { HandoffGateway } from './temporal/gateway';
export { createHandoffGateway } from './temporal/client-gateway';
export { connectTemporal, type TemporalConnection } from './temporal/connect';
