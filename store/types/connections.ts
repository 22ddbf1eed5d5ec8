import type { Secret } from '../../config/secret';
import type { Check, ConnectionStatus } from '../../contract/admin';
import type { Preferences } from '../../contract/preferences';

export interface WebhookSecret {
  secret: Secret;
  setAt: Date;
  /** null: valid until replaced. */
  validUntil: Date | null;
}

export interface ZendeskConnection {
  copilotId: string;
  status: ConnectionStatus;
  subdomain: string;
  appId: string;
  keyId: string;
  secret: Secret;
  secretSetAt: Date;
  /** Live ones only, newest first. */
  webhookSecrets: WebhookSecret[];
  integrationId: string;
  webhookId: string | null;
  /** Switchboard integration of Agent Workspace, and our own seat. */
  agentWorkspaceId: string;
  seatId: string;
  multiConversations: boolean;
  checks: Check[];
  /** Counts up at every save, so that a client made from older credentials can be told apart. */
  generation: number;
  lastEventAt: Date | null;
  connectedAt: Date;
}

export type SaveConnection = Omit<
  ZendeskConnection,
  'status' | 'secretSetAt' | 'webhookSecrets' | 'generation' | 'lastEventAt' | 'connectedAt'
> & {
  /** A new one is put in front; the former ones stay valid for 24 h, three live ones at the most. */
  webhookSecret: Secret;
};

export interface ConnectionStore {
  get(copilotId: string): Promise<ZendeskConnection | undefined>;
  save(connection: SaveConnection): Promise<ZendeskConnection>;
  setChecks(copilotId: string, checks: Check[], status: ConnectionStatus): Promise<void>;
  /** `needs_attention` only sticks when `generation` is still the saved one: a late failure of old credentials says nothing. */
  setStatus(copilotId: string, status: ConnectionStatus, generation: number): Promise<void>;
  /** Remembers that an event arrived (at most one write a minute). */
  noteEvent(copilotId: string, at: Date): Promise<void>;
  delete(copilotId: string): Promise<boolean>;
  preferences(copilotId: string): Promise<Preferences>;
  setPreferences(copilotId: string, preferences: Preferences): Promise<void>;
}
