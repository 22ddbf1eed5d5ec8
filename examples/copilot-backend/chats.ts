import type { Entry } from './entries';
import { GREETING } from './bot';
import type { Journal } from './journal';
import { Session } from './session';
import { COPILOT } from './visitor';

type Listener = (session: Session) => void;

/** All chats. A change is first written to the journal, then applied, then shown. */
export class Chats {
  private readonly journal: Journal;
  private readonly sessions = new Map<string, Session>();
  private readonly callbackIds = new Set<string>();
  private readonly listeners = new Set<Listener>();

  constructor(journal: Journal) {
    this.journal = journal;
    for (const line of journal.read()) this.apply(line.sessionId, line.entries, line.callbackId);
  }

  /** The chat, or a new one that is kept nowhere until something is said in it. */
  get(sessionId: string): Session {
    return this.sessions.get(sessionId) ?? this.fresh(sessionId);
  }

  all(): Session[] {
    return [...this.sessions.values()];
  }

  knowsCallback(callbackId: string): boolean {
    return this.callbackIds.has(callbackId);
  }

  /** One step, kept whole. @throws when the journal cannot be written: then nothing has changed. */
  commit(sessionId: string, entries: Entry[], callbackId?: string): void {
    const all = this.sessions.has(sessionId) ? entries : [...this.get(sessionId).entries, ...entries];
    const cause = callbackId === undefined ? {} : { callbackId };
    this.journal.append({ sessionId, at: new Date().toISOString(), ...cause, entries: all });
    const session = this.apply(sessionId, all, callbackId);
    for (const listener of this.listeners) listener(session);
  }

  onChange(listener: Listener): void {
    this.listeners.add(listener);
  }

  private apply(sessionId: string, entries: Entry[], callbackId?: string): Session {
    const session = this.sessions.get(sessionId) ?? new Session(sessionId);
    this.sessions.set(sessionId, session);
    if (callbackId !== undefined) this.callbackIds.add(callbackId);
    for (const entry of entries) session.apply(entry);
    return session;
  }

  private fresh(sessionId: string): Session {
    const session = new Session(sessionId);
    session.apply({
      kind: 'message',
      message: {
        id: 'greeting',
        from: 'copilot',
        author: COPILOT,
        text: GREETING,
        attachments: [],
        actions: [],
        at: new Date().toISOString(),
        seq: null,
      },
    });
    return session;
  }
}
