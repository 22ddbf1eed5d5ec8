import type { Secret } from '../../config/secret';
import type { WebhookSecret } from './connections';

export interface Copilot {
  id: string;
  name: string;
  publicToken: string;
  /** Random path of the Zendesk webhook, at least 128 bits. */
  webhookKey: string;
  callbackUrl: string | null;
  /** Newest first; an old one stays valid for 24 h. */
  callbackSecrets: WebhookSecret[];
  allowedOrigins: string[];
  apiKeys: { id: string; last4: string; createdAt: Date }[];
  createdAt: Date;
}

export interface CopilotStore {
  create(input: {
    name: string;
    callbackUrl?: string;
    allowedOrigins?: string[];
  }): Promise<{ copilot: Copilot; apiKey: Secret; callbackSecret: Secret }>;
  get(copilotId: string): Promise<Copilot | undefined>;
  list(): Promise<Copilot[]>;
  patch(
    copilotId: string,
    change: { name?: string; callbackUrl?: string | null; allowedOrigins?: string[] },
  ): Promise<Copilot | undefined>;
  /** Marks it deleted: its keys and webhook stop working at once; rows of past sessions stay. */
  delete(copilotId: string): Promise<boolean>;
  createApiKey(copilotId: string): Promise<{ id: string; apiKey: Secret } | undefined>;
  deleteApiKey(copilotId: string, keyId: string): Promise<boolean>;
  rotateCallbackSecret(copilotId: string): Promise<Secret | undefined>;
  /** A new public token; the old one stops working at once. */
  rotatePublicToken(copilotId: string): Promise<Copilot | undefined>;
  /** Whose API key this is; looked up by SHA-256, so that the time taken tells nothing. */
  byApiKey(apiKey: string): Promise<Copilot | undefined>;
  byWebhookKey(webhookKey: string): Promise<Copilot | undefined>;
}
