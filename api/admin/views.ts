import { z } from 'zod';
import {
  callbackDeliverySchema,
  connectionSchema,
  copilotSchema,
  type ConnectionView,
  type CopilotView,
} from '../../contract/admin';
import { preferencesSchema } from '../../contract/preferences';
import type { SupportView } from '../../contract/admin-health';
import type { Copilot, SupportToken, WebhookSecret, WholeConnection, WholeCopilot } from '../../store/types';

export const copilotView = copilotSchema.meta({ id: 'Copilot' });
export const copilotAnswer = z.object({ copilot: copilotView });
export const connectionView = connectionSchema.meta({ id: 'Connection' });
export const callbackView = callbackDeliverySchema.meta({ id: 'CallbackDelivery' });
export const preferencesView = preferencesSchema.meta({ id: 'Preferences' });
export const connectionAnswer = z.object({ connection: connectionView });

/** Where Zendesk sends this copilot's events. Whoever reads it is an admin: the key in it is half of the door. */
export function webhookUrlOf(publicUrl: string, copilot: Copilot): string {
  return `${publicUrl}/webhooks/zendesk/${copilot.webhookKey}`;
}

/** Fields are named one by one: a new one of the store's does not show by itself. */
export function toCopilotView(copilot: WholeCopilot, publicUrl: string): CopilotView {
  return {
    id: copilot.id,
    name: copilot.name,
    publicToken: copilot.publicToken,
    callbackUrl: copilot.callbackUrl,
    allowedOrigins: copilot.allowedOrigins,
    avatarUrl: copilot.avatarUrl,
    botUrl: copilot.botUrl,
    botSpeaksFirst: copilot.botSpeaksFirst,
    enforceIdentity: copilot.enforceIdentity,
    identitySecrets: copilot.identitySecrets.map((secret) => ({
      keyId: secret.keyId,
      ...toSecretView(secret),
    })),
    webhookUrl: webhookUrlOf(publicUrl, copilot),
    apiKeys: copilot.apiKeys.map(({ id, last4, createdAt }) => ({
      id,
      last4,
      createdAt: createdAt.toISOString(),
    })),
    callbackSecrets: copilot.callbackSecrets.map(toSecretView),
    createdAt: copilot.createdAt.toISOString(),
  };
}

function toSecretView({ secret, setAt, validUntil }: WebhookSecret) {
  return {
    last4: secret.reveal().slice(-4),
    setAt: setAt.toISOString(),
    validUntil: validUntil?.toISOString() ?? null,
  };
}

/** A connection without its secrets: the last four, and when they were set (S34). */
export function toConnectionView(connection: WholeConnection, webhookUrl: string): ConnectionView {
  return {
    status: connection.status,
    subdomain: connection.subdomain,
    appId: connection.appId,
    keyId: connection.keyId,
    secretLast4: connection.secret.reveal().slice(-4),
    secretSetAt: connection.secretSetAt.toISOString(),
    webhookUrl,
    webhookSecrets: connection.webhookSecrets.map(toSecretView),
    webhookMode: connection.webhookMode,
    multiConversations: connection.multiConversations,
    checks: connection.checks,
    lastEventAt: connection.lastEventAt?.toISOString() ?? null,
    connectedAt: connection.connectedAt.toISOString(),
  };
}

export function toSupportView({ email, token, setAt }: SupportToken): SupportView {
  return { email, tokenLast4: token.reveal().slice(-4), tokenSetAt: setAt.toISOString() };
}
