import type { Secret } from '../../config/secret';
import type { Check, ConnectionStatus, WebhookMode } from '../../contract/admin';
import type { Preferences } from '../../contract/preferences';
import type { Copilot } from './copilots';

export interface WebhookSecret {
  secret: Secret;
  setAt: Date;
  /** null: valid until replaced. */
  validUntil: Date | null;
}

/** What a webhook is judged by: all but the secrets. */
export interface ConnectionFacts {
  copilotId: string;
  status: ConnectionStatus;
  subdomain: string;
  appId: string;
  keyId: string;
  secretSetAt: Date;
  integrationId: string;
  webhookId: string | null;
  /** Switchboard integration of Agent Workspace, and our own seat. */
  agentWorkspaceId: string;
  seatId: string;
  multiConversations: boolean;
  webhookMode: WebhookMode;
  /** Why it needs attention. */
  problem: { message: string; since: string } | null;
  /** When Zendesk was last asked whether all is well. */
  checkedAt: Date | null;
  checks: Check[];
  /** Counts up at every save and every new webhook secret, so that what was read before can be told apart. */
  generation: number;
  lastEventAt: Date | null;
  connectedAt: Date;
}

/** With the key to Zendesk. */
export interface ZendeskConnection extends ConnectionFacts {
  secret: Secret;
}

/** As the admin sees it. */
export interface WholeConnection extends ZendeskConnection {
  /** Live ones only, newest first. One that no key reads any more is left out: a new one takes its place. */
  webhookSecrets: WebhookSecret[];
}

/** All that the webhook's door asks for. */
export interface AtDoor {
  copilot: Copilot;
  /** undefined: not connected. */
  connection: ConnectionFacts | undefined;
  /** Live ones only. */
  webhookSecrets: WebhookSecret[];
}

export type SaveConnection = Omit<
  ZendeskConnection,
  | 'status'
  | 'secretSetAt'
  | 'generation'
  | 'lastEventAt'
  | 'connectedAt'
  | 'problem'
  | 'checkedAt'
  | 'webhookMode'
> & {
  /** Default `automatic`. */
  webhookMode?: WebhookMode;
  /** A new one is put in front; the former ones stay valid for 24 h, three live ones at the most. */
  webhookSecret: Secret;
  /** Another one that is accepted too, for 24 h. */
  secondWebhookSecret?: Secret;
};

export interface ConnectionStore {
  get(copilotId: string): Promise<ZendeskConnection | undefined>;
  getWhole(copilotId: string): Promise<WholeConnection | undefined>;
  /** Whose key this is, in one statement: every webhook pays for it. */
  byWebhookKey(webhookKey: string): Promise<AtDoor | undefined>;
  save(connection: SaveConnection): Promise<WholeConnection>;
  /**
   * Saves over the connection of this generation, and no other: what was found out with credentials that were read before must
   * not replace newer ones, nor bring back a connection that was deleted.
   * @returns undefined when there is another one by now, or none
   */
  saveOver(generation: number, connection: SaveConnection): Promise<WholeConnection | undefined>;
  list(): Promise<ZendeskConnection[]>;
  /**
   * The checklist as it came out; a failed one says in `problem` why it needs attention. It only sticks when `generation` is
   * still the saved one.
   * @returns whether it stuck
   */
  setChecks(copilotId: string, checks: Check[], problem: string | null, generation: number): Promise<boolean>;
  /**
   * What a call, or the monitor, found out: `needs_attention` with a problem, `active` without. It only sticks when
   * `generation` is still the saved one: a late failure of old credentials says nothing.
   * @returns whether the status is another one than before
   */
  setProblem(copilotId: string, problem: string | null, generation: number): Promise<boolean>;
  /** The monitor has asked Zendesk. */
  noteChecked(copilotId: string, at: Date): Promise<void>;
  /**
   * Remembers that an event arrived, at most once a minute: it is written only when the connection, as it was just read, says
   * nothing newer. Returns whether it was the first; of several at once one was.
   */
  noteEvent(read: Pick<ConnectionFacts, 'copilotId' | 'lastEventAt'>, at: Date): Promise<boolean>;
  /**
   * Puts a webhook secret in front; the former ones stay valid for 24 h.
   * @returns false when there is no connection (any more) that it could belong to
   */
  addWebhookSecret(copilotId: string, secret: Secret, webhookId: string | null): Promise<boolean>;
  delete(copilotId: string): Promise<boolean>;
  preferences(copilotId: string): Promise<Preferences>;
  /**
   * @param mayReplace is asked about those that are stored, with nobody else writing meanwhile
   * @returns whether they were replaced
   */
  setPreferences(
    copilotId: string,
    preferences: Preferences,
    mayReplace?: (stored: Preferences) => boolean,
  ): Promise<boolean>;
}
