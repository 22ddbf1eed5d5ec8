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

export interface CallbackClaim {
  copilotId: string;
  sessionId: string;
  now: Date;
  forMs: number;
}

export interface PendingCallbacks {
  /** When the next pending one is due, 1970 for one that was never tried; null = none is pending. */
  nextDueAt: Date | null;
  /** So long one of them blocks the others; 0 = not at all. */
  blockedForMs: number;
}

export interface CallbackStore {
  /**
   * Takes the oldest one that is due for `forMs`; one that was never tried always is due. Until the attempt is recorded, or the
   * time is over, nobody gets another one of the session: so senders in several processes keep the order.
   * @param now the sender's clock, which also wrote when repeats are due
   * @returns undefined when none is due, or one of the session blocks the others
   */
  claimNext(input: CallbackClaim): Promise<DueCallback | undefined>;
  /** The attempt takes longer: `forMs` more from now. */
  keepClaim(id: string, forMs: number): Promise<void>;
  /** What the session still has to send. */
  pending(copilotId: string, sessionId: string): Promise<PendingCallbacks>;
  /**
   * Gives the claim back, too. `blockForMs`: the later ones of the session wait so long for the repeat of this one.
   * @returns what the session still has to send; undefined when the callback was no longer pending
   */
  recordAttempt(
    id: string,
    outcome:
      | { outcome: 'delivered' }
      | { outcome: 'retry'; error: string; nextAttemptAt: Date; blockForMs: number }
      | { outcome: 'failed'; error: string },
  ): Promise<PendingCallbacks | undefined>;
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
  /** Sessions with a callback due for `graceMs` that nobody is sending: their sender may have been killed. */
  sessionsOverdue(graceMs: number): Promise<{ copilotId: string; sessionId: string }[]>;
}
