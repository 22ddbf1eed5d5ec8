import type { Secret } from '../../config/secret';
import type { CallbackDelivery } from '../../contract/admin';
import type { CallbackType } from '../../contract/callbacks';

export interface DueCallback {
  id: string;
  type: CallbackType;
  /** The body, byte for byte the same at every attempt. */
  body: string;
  attempts: number;
  createdAt: Date;
  url: string | null;
  /** Live ones, newest first: the body is signed with each. */
  secrets: Secret[];
}

export interface CallbackStore {
  /** The oldest one that is due; one that was never tried always is. */
  nextDue(copilotId: string, sessionId: string, now: Date): Promise<DueCallback | undefined>;
  /** When the next pending one of the session is due, 1970 for one that was never tried; null = none pending. */
  nextDueAt(copilotId: string, sessionId: string): Promise<Date | null>;
  recordAttempt(
    id: string,
    outcome:
      | { outcome: 'delivered' }
      | { outcome: 'retry'; error: string; nextAttemptAt: Date }
      | { outcome: 'failed'; error: string },
  ): Promise<void>;
  list(input: {
    copilotId: string;
    status?: 'pending' | 'delivered' | 'failed';
    after?: string;
    limit: number;
  }): Promise<{ items: CallbackDelivery[]; next: string | null }>;
  counts(copilotId: string): Promise<{ pending: number; failed: number }>;
  /** The newest ones of a handoff, the oldest of them first. */
  ofHandoff(handoffId: string, limit: number): Promise<CallbackDelivery[]>;
  /** Due again now, whatever its status. Returns whose it is; undefined for an unknown id. */
  redeliver(id: string): Promise<{ copilotId: string; sessionId: string } | undefined>;
  /** Sessions with a callback due since before `olderThan`: their sender may never have been started. */
  sessionsOverdue(olderThan: Date): Promise<{ copilotId: string; sessionId: string }[]>;
}
