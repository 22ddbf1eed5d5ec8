import type { Secret } from '../../config/secret';
import type { WebhookMode } from '../../contract/admin';
import type { CheckProgress } from '../../contract/admin-health';
import type { Copilot, WholeConnection } from '../../store/types';
import { verifyAndSetUp, zendeskBaseUrl, type Verification } from '../../zendesk/setup';
import type { ApiDeps } from '../deps';
import { connectionChanged } from './changed-meanwhile';
import { webhookUrlOf } from './views';

export interface Credentials {
  subdomain: string;
  appId: string;
  keyId: string;
  secret: Secret;
  /** Pasted by the admin, or kept from before. */
  webhookSecret: Secret | undefined;
  webhookMode: WebhookMode;
}

/** One call of the checklist; the whole of it must be over in 15 s. */
const CALL_TIMEOUT_MS = 8_000;

/** Those that are stored. */
export function credentialsOf(connection: WholeConnection): Credentials {
  const { subdomain, appId, keyId, secret, webhookMode } = connection;
  return {
    subdomain,
    appId,
    keyId,
    secret,
    webhookSecret: connection.webhookSecrets[0]?.secret,
    webhookMode,
  };
}

/** By this name a later run knows the integration as ours; so it does not follow when the copilot is renamed. */
export function integrationName(copilot: Copilot): string {
  return `Handoff ${copilot.id}`;
}

/** Runs the checklist of "Connect with Zendesk" with these credentials; makes in Zendesk what is missing there (design §7). */
export async function verify(
  deps: ApiDeps,
  copilot: Copilot,
  credentials: Credentials,
  onProgress: (progress: CheckProgress) => void = () => undefined,
): Promise<Verification> {
  const { subdomain, appId, keyId, secret } = credentials;
  const client = await deps.connectZendesk({
    baseUrl: zendeskBaseUrl(deps.config.zendeskApiUrl, subdomain),
    appId,
    keyId,
    secret,
    timeoutMs: CALL_TIMEOUT_MS,
  });
  try {
    return await verifyAndSetUp(client, {
      webhookUrl: webhookUrlOf(deps.config.publicUrl, copilot),
      displayName: integrationName(copilot),
      keyId,
      hasPastedSecret: credentials.webhookSecret !== undefined,
      webhookMode: credentials.webhookMode,
      onProgress,
    });
  } finally {
    client.close();
  }
}

/**
 * Stores what was verified. The secret that Zendesk shows is the one it will send; another one that was pasted stays good for
 * a day, in case it belongs to a second webhook.
 * @param before that of which the credentials, or a part of them, were taken: only this one is replaced
 * @throws HttpError `changed_meanwhile`
 */
export async function saveVerified(
  deps: ApiDeps,
  copilot: Copilot,
  credentials: Credentials,
  { result, checks }: Verification,
  before: WholeConnection | undefined,
): Promise<WholeConnection> {
  const pasted = credentials.webhookSecret;
  const webhookSecret = result?.webhookSecret ?? pasted;
  if (result === undefined || webhookSecret === undefined)
    throw new Error('there is nothing verified to store');
  const { subdomain, appId, keyId, secret } = credentials;
  const connection = {
    copilotId: copilot.id,
    subdomain,
    appId,
    keyId,
    secret,
    integrationId: result.integrationId,
    webhookId: result.webhookId,
    agentWorkspaceId: result.agentWorkspaceId,
    seatId: result.seatId,
    multiConversations: result.multiConversations,
    webhookMode: credentials.webhookMode,
    checks,
    webhookSecret,
    ...(pasted === undefined ? {} : { secondWebhookSecret: pasted }),
  };
  if (before === undefined) return deps.store.connections.save(connection);
  const saved = await deps.store.connections.saveOver(before.generation, connection);
  if (saved === undefined) throw connectionChanged();
  return saved;
}
