import { and, eq, sql, type WithSubquery } from 'drizzle-orm';
import type { TypedQueryBuilder } from 'drizzle-orm/query-builders/query-builder';
import type { MessageEvent, MessageStatusEvent, SessionEvent, StateEvent } from '../../contract/events';
import type { Control } from '../../contract/handoff';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { messages, sessionEvents, sessions } from '../schema/sessions';
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

/** An INSERT or UPDATE that has not run yet. */
export type Write = TypedQueryBuilder<undefined> & PromiseLike<unknown>;

/**
 * What one transaction does to a session that it has locked: gathered, and written by `flush`, as one statement (each is a round
 * trip, and time of the process that builds it). Until then its reads do not see it.
 */
export class SessionWork {
  readonly tx: Db;
  readonly now: Date;
  readonly head: SessionHead;
  #control: Control;
  #changes: SessionChanges = {};
  readonly #messages: (typeof messages.$inferInsert)[] = [];
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

  /** Adds a message that the session does not have yet; its event is for the caller to add. */
  keep(message: typeof messages.$inferInsert): void {
    this.#messages.push(message);
  }

  async flush(): Promise<void> {
    const tables = this.writes();
    const isChanged = this.#control !== this.head.control || Object.keys(this.#changes).length > 0;
    const isOwn = this.#events.length > 0 || isChanged;
    // The last batch of each: within a statement the order of its parts is the server's to choose.
    const together = isOwn ? tables.flatMap((batched) => batched.splice(-1)) : [];
    for (const write of tables.flat()) await write;
    if (isOwn) await this.#advance(together.map((write, n) => this.tx.$with(`write_${n}`).as(write)));
  }

  /** All that is to be written besides the session itself: for each table its batches, in order. */
  protected writes(): Write[][] {
    const { copilotId, sessionId } = this.head;
    return [
      batches(this.#messages).map((rows) => this.tx.insert(messages).values(rows)),
      batches(this.#events).map((events) =>
        this.tx.insert(sessionEvents).values(
          events.map((body) => ({
            copilotId,
            sessionId,
            handoffId: body.handoffId,
            seq: body.seq,
            at: this.now,
            body,
          })),
        ),
      ),
    ];
  }

  async #advance(together: WithSubquery[]): Promise<void> {
    const { copilotId, sessionId, lastSeq } = this.head;
    const [session] = await this.tx
      .with(...together)
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
