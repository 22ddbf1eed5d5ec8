import type { MessageEvent, MessageStatusEvent, SessionEvent, StateEvent } from '../../../contract/events';

/** What the server's log of one session says, folded. Never changed in place: a fold makes a new one. */
export interface SessionLog {
  /** Everything up to here is in; the log has no gaps. */
  lastSeq: number;
  /** Messages in the order in which they are shown. */
  messages: readonly MessageEvent[];
  statuses: ReadonlyMap<string, MessageStatusEvent['status']>;
  /** The newest state of the newest handoff; null while there has been none. */
  state: StateEvent | null;
  /** Came before what they follow, and wait for it. */
  early: ReadonlyMap<number, SessionEvent>;
}

export const EMPTY_LOG: SessionLog = {
  lastSeq: 0,
  messages: [],
  statuses: new Map(),
  state: null,
  early: new Map(),
};

/**
 * Takes up events in whatever order and however often they come; what is shown depends only on the log itself.
 * An event whose predecessor is missing waits in `early`: `hasGap` then says that the log must be read.
 */
export function fold(log: SessionLog, events: readonly SessionEvent[]): SessionLog {
  const early = new Map(log.early);
  for (const event of events) if (event.seq > log.lastSeq) early.set(event.seq, event);
  if (early.size === log.early.size) return log;
  const messages = [...log.messages];
  const statuses = new Map(log.statuses);
  let { lastSeq, state } = log;
  for (let next = early.get(lastSeq + 1); next !== undefined; next = early.get(lastSeq + 1)) {
    early.delete(next.seq);
    lastSeq = next.seq;
    if (next.type === 'message') insert(messages, next);
    else if (next.type === 'message_status') statuses.set(next.status.messageId, next.status);
    else state = next;
  }
  return { lastSeq, messages, statuses, state, early };
}

/**
 * The same log as read again: addresses of files are signed and expire, and each reading gives fresh ones. Nothing else of an
 * event ever changes.
 */
export function renewed(log: SessionLog, events: readonly SessionEvent[]): SessionLog {
  const read = new Map(events.map((event) => [event.seq, event]));
  const fresh = <T extends SessionEvent>(event: T): T => {
    const again = read.get(event.seq);
    return again?.type === event.type ? (again as T) : event;
  };
  return { ...log, messages: log.messages.map(fresh), state: log.state && fresh(log.state) };
}

export function hasGap(log: SessionLog): boolean {
  return log.early.size > 0;
}

/** At the end, or where a late one belongs (wire.md "Session event"). */
function insert(messages: MessageEvent[], event: MessageEvent): void {
  const place = event.beforeSeq === null ? -1 : messages.findIndex(({ seq }) => seq === event.beforeSeq);
  messages.splice(place === -1 ? messages.length : place, 0, event);
}
