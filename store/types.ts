/*
 * The store as the rest of the system sees it. Every method is one transaction, commits before it resolves, makes no network
 * call inside, and may be repeated: a second call with the same arguments changes nothing (design §6).
 * Session events, the read model of the handoff and the callbacks are written in the same transaction.
 */
export type { Copilot, CopilotSettings, CopilotStore, IdentitySecret, WholeCopilot } from './types/copilots';
export type {
  ConnectionFacts,
  ConnectionStore,
  SaveConnection,
  WebhookSecret,
  WholeConnection,
  ZendeskConnection,
} from './types/connections';
export type {
  AcceptResult,
  HandoffRecord,
  HandoffStep,
  IncomingMessage,
  OutgoingMessage,
  UnderWaySubject,
} from './types/records';
export type { HandoffStore } from './types/handoffs';
export type { SessionStore } from './types/sessions';
export type {
  ContactStore,
  HostedSession,
  HostedStore,
  Turn,
  TurnContext,
  VerifiedIdentity,
} from './types/hosted';
export type { FileRecord, FileStore } from './types/files';
export type { CallbackClaim, CallbackStore, DueCallback, PendingCallbacks } from './types/callbacks';
export type { IdempotencyStore } from './types/logs';
export type {
  AdminSessionStore,
  AuditStore,
  ConnectionLogStore,
  StoredAdminSession,
  SupportStore,
  SupportToken,
} from './types/settings';
export type { Store } from './types/store';
