/** What the simulator stores. JSON throughout: a record is a line of the journal. */

export type Metadata = Record<string, string | number | boolean>;

export const CLOSE_SIGNALS = ['releaseControl', 'passControl', 'activityOnly', 'all'] as const;
export type CloseSignal = (typeof CLOSE_SIGNALS)[number];

export interface AppRecord {
  id: string;
  subdomain: string;
  displayName: string;
  /** Zendesk's ids of the one brand and of the one web widget of this account. */
  brandId: string;
  webIntegrationId: string;
  multiConversations: boolean;
  privateAttachments: boolean;
  closeSends: CloseSignal;
  maxMessages: number;
  timeFactor: number;
  webhookTimeoutMs: number;
  /** API token of the Support API; absent in journals from before there was one. */
  support?: { email: string; token: string };
}

export interface KeyRecord {
  id: string;
  appId: string;
  secret: string;
  scope: 'app' | 'integration';
  integrationId?: string;
  displayName: string;
  revoked: boolean;
}

export interface Profile {
  givenName?: string | null;
  surname?: string | null;
  email?: string | null;
  avatarUrl?: string | null;
  locale?: string | null;
}

export interface UserRecord {
  id: string;
  appId: string;
  externalId?: string;
  signedUpAt?: string;
  toBeRetained?: boolean;
  profile: Profile;
  metadata?: Metadata | null;
  createdAt: string;
}

export interface Participant {
  id: string;
  userId: string;
  unreadCount: number;
  lastRead?: string;
}

export interface ConversationRecord {
  id: string;
  appId: string;
  type: 'personal' | 'sdkGroup';
  isDefault: boolean;
  displayName?: string | null;
  description?: string | null;
  iconUrl?: string | null;
  metadata?: Metadata | null;
  participants: Participant[];
  businessLastRead?: string;
  lastUpdatedAt: string;
  createdAt: string;
  /** Switchboard integrations by id; absent = nobody. */
  activeId?: string;
  pendingId?: string;
  /** What the passControl that made Agent Workspace active said; absent when the default responder woke it. */
  ticketMetadata?: Metadata;
}

export interface MessageAuthor {
  type: 'user' | 'business';
  userId?: string;
  displayName?: string;
  avatarUrl?: string;
  subtypes?: ('AI' | 'activity' | 'agent' | 'bot')[];
}

export interface MessageSource {
  type: string;
  integrationId?: string;
  originalMessageId?: string;
  client?: Record<string, unknown>;
}

export type MessageContent = { type: string } & Record<string, unknown>;

export interface MessageRecord {
  id: string;
  /** Commit order over the whole simulator. */
  n: number;
  appId: string;
  conversationId: string;
  received: string;
  author: MessageAuthor;
  content: MessageContent;
  source: MessageSource;
  metadata?: Metadata | null;
  activity?: { type: string; data?: Record<string, unknown> };
}

export interface AttachmentRecord {
  id: string;
  appId: string;
  name: string;
  mediaType: string;
  size: number;
  conversationId?: string;
}

export interface IntegrationRecord {
  id: string;
  appId: string;
  type: string;
  displayName: string | null;
  /** Belongs to Zendesk itself or to a key made in Admin Center: not listed. */
  hidden: boolean;
  defaultResponderId?: string | null;
}

export interface WebhookRecord {
  id: string;
  appId: string;
  integrationId: string;
  target: string;
  triggers: string[];
  secret: string;
  includeFullUser: boolean;
  includeFullSource: boolean;
}

export interface SwitchboardRecord {
  id: string;
  appId: string;
  enabled: boolean;
  defaultSwitchboardIntegrationId?: string;
}

export interface SeatRecord {
  id: string;
  appId: string;
  switchboardId: string;
  name: string;
  integrationId: string;
  integrationType: string;
  deliverStandbyEvents: boolean;
  nextSwitchboardIntegrationId?: string | null;
  messageHistoryCount?: number | null;
}

export type TicketStatus = 'new' | 'open' | 'pending' | 'solved' | 'closed';

export interface TicketRecord {
  id: string;
  appId: string;
  conversationId: string;
  status: TicketStatus;
  channel: string;
  subject: string;
  requester: { name: string | null; email: string | null; userId: string | null };
  tags: string[];
  groupId: string | null;
  priority: string | null;
  assigneeId: string | null;
  brandId: string | null;
  organizationId: string | null;
  fields: Record<string, string | number | boolean>;
  metadata: Metadata;
  stray: boolean;
  /** Over for messaging (session ended, moved to e-mail): a later message makes a new ticket. */
  sessionEnded: boolean;
  createdAt: string;
  updatedAt: string;
  unread: number;
  userTyping: boolean;
}

/** One line of a ticket's conversation: a message by id, or an internal note, which lives nowhere else. */
export type TicketEntryRecord =
  | { id: string; ticketId: string; kind: 'message'; messageId: string }
  | { id: string; ticketId: string; kind: 'note'; at: string; agentId: string; text: string };

/** The ground truth in commit order, for oracles of tests. */
export interface LogRecord {
  id: string;
  n: number;
  at: string;
  appId: string;
  kind: 'message' | 'conversation' | 'user' | 'control' | 'ticket' | 'activity' | 'attachment';
  [detail: string]: unknown;
}

export interface SentEvent {
  id: string;
  type: string;
  createdAt: string;
  payload: Record<string, unknown>;
}

export interface DeliveryRecord {
  id: string;
  n: number;
  appId: string;
  webhookId: string;
  conversationId?: string;
  event: SentEvent;
  attempts: number;
  /** ISO; set while it waits for its next attempt. */
  nextAttemptAt?: string;
}

export interface DroppedRecord {
  id: string;
  n: number;
  at: string;
  appId: string;
  webhookId: string;
  conversationId?: string;
  reason: string;
  attempts: number;
  event: SentEvent;
}

/** What a webhook wants to see of users and sources. */
export interface EventDetail {
  fullUser: boolean;
  fullSource: boolean;
}
