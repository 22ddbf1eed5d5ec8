import type { Secret } from '../../config/secret';
import type { WebhookSecret } from './connections';

/** Without its keys and secrets, which hardly anything needs: what is done for every request reads one row. */
export interface Copilot {
  id: string;
  name: string;
  publicToken: string;
  /** Random path of the Zendesk webhook, at least 128 bits. */
  webhookKey: string;
  callbackUrl: string | null;
  /** Pages that may use the widget, as origins. */
  allowedOrigins: string[];
  /** Its picture in the widget. */
  avatarUrl: string | null;
  /** Where its bot is asked, in sessions that we host. */
  botUrl: string | null;
  /** The bot is asked at the end of a handoff, too, before the user has said anything. */
  botSpeaksFirst: boolean;
  /** Only visitors with a signed identity may chat. */
  enforceIdentity: boolean;
  createdAt: Date;
}

/** As the admin sees it: a secret that no key reads any more is left out, so that a new one can be made in its place. */
export interface WholeCopilot extends Copilot {
  /** Newest first; an old one stays valid for 24 h. */
  callbackSecrets: WebhookSecret[];
  /** Live ones, newest first. */
  identitySecrets: IdentitySecret[];
  apiKeys: { id: string; last4: string; createdAt: Date }[];
}

export interface IdentitySecret {
  /** `kid` of the tokens that it signs. */
  keyId: string;
  secret: Secret;
  setAt: Date;
  /** null: valid until replaced. */
  validUntil: Date | null;
}

/** What an admin may set. */
export interface CopilotSettings {
  name: string;
  callbackUrl?: string | null;
  allowedOrigins?: string[];
  avatarUrl?: string | null;
  botUrl?: string | null;
  botSpeaksFirst?: boolean;
  enforceIdentity?: boolean;
}

export interface CopilotStore {
  create(input: CopilotSettings): Promise<{ copilot: WholeCopilot; apiKey: Secret; callbackSecret: Secret }>;
  get(copilotId: string): Promise<Copilot | undefined>;
  getWhole(copilotId: string): Promise<WholeCopilot | undefined>;
  list(): Promise<WholeCopilot[]>;
  patch(copilotId: string, change: Partial<CopilotSettings>): Promise<WholeCopilot | undefined>;
  /** Marks it deleted: its keys and webhook stop working at once; rows of past sessions stay. */
  delete(copilotId: string): Promise<boolean>;
  createApiKey(copilotId: string): Promise<{ id: string; apiKey: Secret } | undefined>;
  deleteApiKey(copilotId: string, keyId: string): Promise<boolean>;
  rotateCallbackSecret(copilotId: string): Promise<Secret | undefined>;
  /** Live ones, newest first, to sign with. @throws StoreError `unreadable_secret` */
  callbackSecrets(copilotId: string): Promise<WebhookSecret[]>;
  /** A new public token; the old one stops working at once. */
  rotatePublicToken(copilotId: string): Promise<WholeCopilot | undefined>;
  /** Whose API key this is; looked up by SHA-256, so that the time taken tells nothing. */
  byApiKey(apiKey: string): Promise<Copilot | undefined>;
  /** A new secret for signed identities; the one before stays valid for 24 h. */
  rotateIdentitySecret(copilotId: string): Promise<{ keyId: string; secret: Secret } | undefined>;
  deleteIdentitySecret(copilotId: string, keyId: string): Promise<boolean>;
  /** Live ones, newest first, to check with. @throws StoreError `unreadable_secret` */
  identitySecrets(copilotId: string): Promise<IdentitySecret[]>;
  byPublicToken(publicToken: string): Promise<Copilot | undefined>;
  /** Whether any copilot lists this origin. */
  isOriginKnown(origin: string): Promise<boolean>;
}
