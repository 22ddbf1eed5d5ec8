import type { Config } from '../config/env';
import type { Logger } from '../config/logger';
import type { Store } from '../store/types';
import type { ZendeskClient, ZendeskClientSettings } from '../zendesk/client/types';
import type { HandoffGateway } from './temporal/gateway';
import type { CatchUp } from './webhook/catch-up';

/** What the API asks of the policy for URLs that tenants give (config/outbound.ts). */
export interface OutboundPolicy {
  checkUrl(url: string): { ok: true } | { ok: false; reason: string };
}

export interface ApiDeps {
  store: Store;
  handoffs: HandoffGateway;
  config: Pick<Config, 'publicUrl' | 'adminToken' | 'zendeskApiUrl'> &
    Partial<Pick<Config, 'temporalUiUrl' | 'zendeskSupportUrl' | 'zendeskAgentUrl'>>;
  /** The namespace of `handoffs`, for links into the Temporal UI. */
  temporalNamespace?: string;
  /** Where the built settings page lies; default: `dist/web/settings`. */
  settingsDir?: string;
  logger: Logger;
  /** A client for the credentials that an admin asks us to verify. */
  connectZendesk: (settings: ZendeskClientSettings) => ZendeskClient;
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
}

export const DEFAULT_LIMITS: Limits = { failedKeysPerMinute: 60, failedAdminPerMinute: 10, stallMs: 30_000 };

export function now(deps: Pick<ApiDeps, 'clock'>): Date {
  return deps.clock?.() ?? new Date();
}
