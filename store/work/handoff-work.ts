import { eq } from 'drizzle-orm';
import type { CallbackType } from '../../contract/callbacks';
import type { Handoff, HandoffTimer } from '../../contract/handoff';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { StoreError } from '../errors';
import { handoffs } from '../schema/handoffs';
import { callbacks } from '../schema/logs';
import { batches } from './batches';
import { newCallback, type CallbackData } from './callback-body';
import { readHandoff, toHandoff, type HandoffRow } from './handoff-row';
import { lockSessionOf, type SessionHead } from './session-head';
import { SessionWork, type Write } from './session-work';

/**
 * What one transaction does to a handoff whose session is locked: events, callbacks and changes of the read model are
 * gathered and written together by `flush`.
 */
export class HandoffWork extends SessionWork {
  /** As it will be after `flush`. */
  row: HandoffRow;
  readonly #callbacks: (typeof callbacks.$inferInsert)[] = [];
  #changes: Partial<HandoffRow> = {};

  constructor(tx: Db, head: SessionHead, row: HandoffRow, now: Date) {
    super(tx, head, now, row.id);
    this.row = row;
  }

  change(changes: Partial<HandoffRow>): void {
    this.row = { ...this.row, ...changes };
    this.#changes = { ...this.#changes, ...changes };
  }

  /** For the view; an empty list leaves what is there. A late activity must not set them on an ended handoff, which shows none. */
  noteTimers(timers: HandoffTimer[] = []): void {
    if (timers.length > 0 && this.row.state !== 'ended') this.change({ timers });
  }

  /** Adds a callback that belongs to event `seq`, unless the copilot wants none. */
  callback<T extends CallbackType>(type: T, seq: number, data: CallbackData<T>): void {
    if (this.head.callbackUrl === null) return;
    const { copilotId, sessionId, id: handoffId } = this.row;
    this.#callbacks.push(newCallback(type, { copilotId, sessionId, handoffId, seq }, data, this.now));
  }

  /** The handoff as the wire shows it, with what was changed so far. */
  view(): Handoff {
    return toHandoff(this.row);
  }

  protected override writes(): Write[][] {
    const isChanged = Object.keys(this.#changes).length > 0;
    const change = () => this.tx.update(handoffs).set(this.#changes).where(eq(handoffs.id, this.row.id));
    return [
      ...super.writes(),
      batches(this.#callbacks).map((rows) => this.tx.insert(callbacks).values(rows)),
      isChanged ? [change()] : [],
    ];
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
