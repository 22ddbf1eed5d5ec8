import type { Secret } from '../../config/secret';
import type { Check, WebhookMode } from '../../contract/admin';
import type { CheckProgress } from '../../contract/admin-health';

export interface SetUpOptions {
  /** Where Zendesk shall send events; the whole address, with the copilot's webhook key. */
  webhookUrl: string;
  /** Name of the integration we make; by it a later run knows it as ours. */
  displayName: string;
  /** Only its prefix is looked at: `app_…` has app scope. */
  keyId: string;
  /** The admin pasted the webhook's secret, so one that cannot be read back is no failure. */
  hasPastedSecret?: boolean;
  /** `manual`: nothing but our seat is made. Default `automatic`. */
  webhookMode?: WebhookMode;
  /** Told of every line as it comes. */
  onProgress?: (progress: CheckProgress) => void;
  /** For the whole list; default 14 s, since an admin is watching. */
  deadlineMs?: number;
}

export interface SetUpResult {
  integrationId: string;
  webhookId: string;
  /** As read back from Zendesk; absent where it does not show it. */
  webhookSecret?: Secret;
  /** Switchboard integration of Agent Workspace: the target of passControl. */
  agentWorkspaceId: string;
  /** Our own switchboard integration. */
  seatId: string;
  multiConversations: boolean;
  /** The integration is ours to delete on disconnect. */
  madeByUs: boolean;
}

export interface Verification {
  /** All seven, in the order of wire.md. */
  checks: Check[];
  ok: boolean;
  /** Present exactly when `ok`. */
  result?: SetUpResult;
}
