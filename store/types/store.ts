import type { CallbackStore } from './callbacks';
import type { ConnectionStore } from './connections';
import type { CopilotStore } from './copilots';
import type { FileStore } from './files';
import type { HandoffStore } from './handoffs';
import type { ContactStore, HostedStore } from './hosted';
import type { IdempotencyStore } from './logs';
import type { SessionStore } from './sessions';
import type { AdminSessionStore, AuditStore, ConnectionLogStore, SupportStore } from './settings';

export interface Store {
  readonly copilots: CopilotStore;
  readonly connections: ConnectionStore;
  readonly handoffs: HandoffStore;
  readonly sessions: SessionStore;
  /** Sessions that we host. */
  readonly hosted: HostedStore;
  readonly contacts: ContactStore;
  readonly files: FileStore;
  readonly callbacks: CallbackStore;
  readonly idempotency: IdempotencyStore;
  readonly audit: AuditStore;
  readonly adminSessions: AdminSessionStore;
  readonly connectionLog: ConnectionLogStore;
  readonly support: SupportStore;
  /** Runs `work` unless another process holds the lock of that name. Returns whether it ran. */
  withLock(name: string, work: () => Promise<void>): Promise<boolean>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
