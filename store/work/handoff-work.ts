import { and, eq, sql } from 'drizzle-orm';
import type { CallbackType } from '../../contract/callbacks';
import type { MessageEvent, MessageStatusEvent, SessionEvent, StateEvent } from '../../contract/events';
import type { Control, Handoff } from '../../contract/handoff';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { handoffs } from '../schema/handoffs';
import { callbacks } from '../schema/logs';
import { sessionEvents, sessions } from '../schema/sessions';
import { newCallback, type CallbackData } from './callback-body';
import { SESSION_CHANNEL, sessionPayload } from './channel';
import { readHandoff, toHandoff, type HandoffRow } from './handoff-row';
import { lockSessionOf, type SessionHead } from './session-head';

type Draft<T> = Omit<T, 'seq' | 'at' | 'sessionId' | 'handoffId'>;
export type EventDraft = Draft<MessageEvent> | Draft<MessageStatusEvent> | Draft<StateEvent>;

/** Rows per INSERT: far below the 65,535 parameters of a statement. */
const BATCH = 200;

/**
 * What one transaction does to a handoff whose session is locked: events, callbacks and changes of the read model are
 * gathered and written together by `flush`.
 */
export class HandoffWork {
  readonly tx: Db;
  readonly now: Date;
  /** As it will be after `flush`. */
  row: HandoffRow;
  #control: Control;
  readonly #head: SessionHead;
  readonly #events: SessionEvent[] = [];
  readonly #callbacks: (typeof callbacks.$inferInsert)[] = [];
  #changes: Partial<HandoffRow> = {};

  constructor(tx: Db, head: SessionHead, row: HandoffRow, now: Date) {
    this.tx = tx;
    this.now = now;
    this.row = row;
    this.#head = head;
    this.#control = head.control;
  }

  /** The number that the next event gets. */
  get nextSeq(): number {
    return this.#head.lastSeq + this.#events.length + 1;
  }

  get control(): Control {
    return this.#control;
  }

  setControl(control: Control): void {
    this.#control = control;
  }

  change(changes: Partial<HandoffRow>): void {
    this.row = { ...this.row, ...changes };
    this.#changes = { ...this.#changes, ...changes };
  }

  /** Adds an event to the session's log. Returns its number. */
  emit(draft: EventDraft): number {
    const seq = this.nextSeq;
    const { sessionId, id: handoffId } = this.row;
    this.#events.push({ seq, at: this.now.toISOString(), sessionId, handoffId, ...draft });
    return seq;
  }

  /** Adds a callback that belongs to event `seq`, unless the copilot wants none. */
  callback<T extends CallbackType>(type: T, seq: number, data: CallbackData<T>): void {
    if (this.#head.callbackUrl === null) return;
    const { copilotId, sessionId, id: handoffId } = this.row;
    this.#callbacks.push(newCallback(type, { copilotId, sessionId, handoffId, seq }, data, this.now));
  }

  /** The handoff as the wire shows it, with what was changed so far. */
  view(): Handoff {
    return toHandoff(this.row);
  }

  async flush(): Promise<void> {
    if (this.#events.length > 0 || this.#control !== this.#head.control) await this.#advanceSession();
    for (const batch of batches(this.#events)) {
      const { copilotId, sessionId, id: handoffId } = this.row;
      await this.tx
        .insert(sessionEvents)
        .values(
          batch.map((body) => ({ copilotId, sessionId, handoffId, seq: body.seq, at: this.now, body })),
        );
    }
    for (const batch of batches(this.#callbacks)) await this.tx.insert(callbacks).values(batch);
    if (Object.keys(this.#changes).length > 0) {
      await this.tx.update(handoffs).set(this.#changes).where(eq(handoffs.id, this.row.id));
    }
  }

  async #advanceSession(): Promise<void> {
    const { copilotId, sessionId, lastSeq } = this.#head;
    const [session] = await this.tx
      .update(sessions)
      .set({ lastSeq: sql`${sessions.lastSeq} + ${this.#events.length}`, control: this.#control })
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

/**
 * Runs `work` on a handoff, with its session locked, in one transaction.
 * @throws StoreError `not_found` for an unknown handoff.
 */
export function inHandoff<T>(
  { database, now }: StoreContext,
  handoffId: string,
  work: (handoff: HandoffWork) => Promise<T> | T,
): Promise<T> {
  return database.transaction(async (tx) => {
    const head = await lockSessionOf(tx, handoffId);
    // Read after the lock, in a statement of its own: so it is what the last holder of the lock left behind.
    const row = await readHandoff(tx, handoffId);
    if (head === undefined || row === undefined) {
      throw new StoreError('not_found', `handoff ${handoffId} does not exist`);
    }
    const handoff = new HandoffWork(tx, head, row, now());
    const result = await work(handoff);
    await handoff.flush();
    return result;
  });
}

function* batches<T>(items: T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}
