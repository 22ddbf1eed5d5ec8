import { and, eq, sql } from 'drizzle-orm';
import type { MessageEvent, MessageStatusEvent, SessionEvent, StateEvent } from '../../contract/events';
import type { Control } from '../../contract/handoff';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { sessionEvents, sessions } from '../schema/sessions';
import { batches } from './batches';
import { SESSION_CHANNEL, sessionPayload } from './channel';
import type { SessionHead } from './session-head';

type Draft<T> = Omit<T, 'seq' | 'at' | 'sessionId' | 'handoffId'>;
export type EventDraft = Draft<MessageEvent> | Draft<MessageStatusEvent> | Draft<StateEvent>;
type SessionChanges = Partial<
  Pick<
    typeof sessions.$inferInsert,
    'botDue' | 'botDone' | 'botTurn' | 'botLease' | 'botLeaseUntil' | 'closedAt'
  >
>;

/** What one transaction does to a session that it has locked: gathered, and written together by `flush`. */
export class SessionWork {
  readonly tx: Db;
  readonly now: Date;
  readonly head: SessionHead;
  #control: Control;
  #changes: SessionChanges = {};
  readonly #events: SessionEvent[] = [];

  /** Whose handoff the events are of; null: said outside of one. */
  readonly handoffId: string | null;

  constructor(tx: Db, head: SessionHead, now: Date, handoffId: string | null = null) {
    this.tx = tx;
    this.handoffId = handoffId;
    this.now = now;
    this.head = head;
    this.#control = head.control;
  }

  /** The number that the next event gets. */
  get nextSeq(): number {
    return this.head.lastSeq + this.#events.length + 1;
  }

  get control(): Control {
    return this.#control;
  }

  setControl(control: Control): void {
    this.#control = control;
  }

  changeSession(changes: SessionChanges): void {
    this.#changes = { ...this.#changes, ...changes };
  }

  /** Adds an event to the session's log. Returns its number. */
  emit(draft: EventDraft): number {
    const seq = this.nextSeq;
    const { sessionId } = this.head;
    this.#events.push({ seq, at: this.now.toISOString(), sessionId, handoffId: this.handoffId, ...draft });
    return seq;
  }

  async flush(): Promise<void> {
    const isChanged = this.#control !== this.head.control || Object.keys(this.#changes).length > 0;
    if (this.#events.length > 0 || isChanged) await this.#advance();
    const { copilotId, sessionId } = this.head;
    for (const batch of batches(this.#events)) {
      await this.tx.insert(sessionEvents).values(
        batch.map((body) => ({
          copilotId,
          sessionId,
          handoffId: body.handoffId,
          seq: body.seq,
          at: this.now,
          body,
        })),
      );
    }
  }

  async #advance(): Promise<void> {
    const { copilotId, sessionId, lastSeq } = this.head;
    const [session] = await this.tx
      .update(sessions)
      .set({
        ...this.#changes,
        lastSeq: sql`${sessions.lastSeq} + ${this.#events.length}`,
        control: this.#control,
      })
      .where(and(eq(sessions.copilotId, copilotId), eq(sessions.id, sessionId)))
      .returning({
        lastSeq: sessions.lastSeq,
        notified: sql`pg_notify(${SESSION_CHANNEL}, ${sessionPayload(copilotId, sessionId)})::text`,
      });
    if (session?.lastSeq !== lastSeq + this.#events.length) {
      throw new StoreError('internal', `session ${sessionId} moved on while it was locked`);
    }
  }
}
