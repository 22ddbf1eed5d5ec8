import type { Secret } from '../../config/secret';
import type { AuditEntry } from '../../contract/admin-session';
import type { ConnectionLogEntry } from '../../contract/admin-health';

export interface StoredAdminSession {
  /** SHA-256 of its id. */
  idHash: string;
  /** What the one who opened it has bound it to. */
  tokenTag: string;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
}

/** Sessions of signed-in admins; ids come in as they are and are stored as SHA-256 only. */
export interface AdminSessionStore {
  /** Ended ones are swept away with it. */
  create(input: {
    id: string;
    /** Made of the hash of the id. */
    tokenTag: (idHash: string) => string;
    expiresAt: Date;
    idleMs: number;
  }): Promise<StoredAdminSession>;
  /** Undefined when unknown, past its end, or not seen for `idleMs`. Notes that it was seen, at most once in 30 s. */
  touch(id: string, idleMs: number): Promise<StoredAdminSession | undefined>;
  delete(id: string): Promise<void>;
}

export interface AuditStore {
  add(entry: {
    actor: string;
    action: string;
    copilotId?: string;
    detail?: Record<string, string>;
  }): Promise<void>;
  list(input: {
    copilotId?: string;
    after?: string;
    limit: number;
  }): Promise<{ items: AuditEntry[]; next: string | null }>;
}

export interface ConnectionLogStore {
  /** The same thing within ten minutes counts up instead of making a line. */
  add(entry: {
    copilotId: string;
    kind: ConnectionLogEntry['kind'];
    level: ConnectionLogEntry['level'];
    message: string;
    handoffId?: string | undefined;
    /** Default 1. */
    count?: number;
  }): Promise<void>;
  list(input: {
    copilotId: string;
    after?: string;
    limit: number;
  }): Promise<{ items: ConnectionLogEntry[]; next: string | null }>;
  /** Of one handoff, the oldest first, 500 at most. */
  ofHandoff(handoffId: string): Promise<ConnectionLogEntry[]>;
  /** How often this happened since. */
  count(copilotId: string, kind: ConnectionLogEntry['kind'], since: Date): Promise<number>;
  prune(before: Date): Promise<void>;
}

export interface SupportToken {
  email: string;
  token: Secret;
  setAt: Date;
}

/** The optional API token of Zendesk Support, for look-ups by name. */
export interface SupportStore {
  get(copilotId: string): Promise<SupportToken | undefined>;
  save(copilotId: string, input: { email: string; token: Secret }): Promise<SupportToken>;
  delete(copilotId: string): Promise<boolean>;
}
