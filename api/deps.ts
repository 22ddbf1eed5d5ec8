import type { Config } from '../config/env';
import type { FileLinks } from '../config/file-links';
import type { FileStorage } from '../config/file-storage';
import type { Logger } from '../config/logger';
import type { OutboundPolicy } from '../config/outbound';
import type { Store } from '../store/types';
import type { ZendeskClient, ZendeskClientSettings } from '../zendesk/client/types';
import type { HandoffGateway } from './temporal/gateway';
import type { CatchUp } from './webhook/catch-up';

export interface ApiDeps {
  store: Store;
  handoffs: HandoffGateway;
  config: Pick<Config, 'publicUrl' | 'adminToken' | 'zendeskApiUrl'> &
    Partial<Pick<Config, 'temporalUiUrl' | 'zendeskSupportUrl' | 'zendeskAgentUrl' | 'trustProxy'>>;
  /** The namespace of `handoffs`, for links into the Temporal UI. */
  temporalNamespace?: string;
  /** Where the built settings page lies; default: `dist/web/settings`. */
  settingsDir?: string;
  /** Uploaded and agents' files: their bytes, their links, and how many bytes one may have. */
  files: { storage: FileStorage; links: FileLinks; maxBytes: number };
  logger: Logger;
  /** A client for the credentials that an admin asks us to verify. */
  connectZendesk: (settings: ZendeskClientSettings) => Promise<ZendeskClient>;
  outbound: OutboundPolicy;
  /** Told of webhooks that were refused or late. */
  catchUp?: Pick<CatchUp, 'suspect'>;
  clock?: () => Date;
  limits?: Partial<Limits>;
}

export interface Limits {
  /** Failed sign-ins that one address may make in a minute before it is told to wait. */
  failedKeysPerMinute: number;
  failedAdminPerMinute: number;
  /** A reader of a live stream that takes nothing for this long is cut off; it goes on later from its last id. */
  stallMs: number;
  /** A request's body has this long; one with a file, this long without a byte of it. */
  bodyMs: number;
  uploadStallMs: number;
  /** New sessions that one address may make in a minute. */
  newSessionsPerMinute: number;
  /** Messages and uploads of one session in a minute. */
  messagesPerMinute: number;
  uploadsPerMinute: number;
  /** Open sockets of one address, of one session. */
  socketsPerAddress: number;
  socketsPerSession: number;
  /** For a bot's answer, repeats after failures included. */
  botTimeoutMs: number;
  /** How soon another process takes up a turn whose process has died. */
  turnLeaseMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  failedKeysPerMinute: 60,
  failedAdminPerMinute: 10,
  stallMs: 30_000,
  bodyMs: 15_000,
  uploadStallMs: 15_000,
  newSessionsPerMinute: 60,
  messagesPerMinute: 60,
  uploadsPerMinute: 20,
  socketsPerAddress: 200,
  socketsPerSession: 20,
  botTimeoutMs: 15_000,
  turnLeaseMs: 6_000,
};

export function limitsOf(deps: Pick<ApiDeps, 'limits'>): Limits {
  return { ...DEFAULT_LIMITS, ...deps.limits };
}

export function now(deps: Pick<ApiDeps, 'clock'>): Date {
  return deps.clock?.() ?? new Date();
}
