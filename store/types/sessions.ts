import type { SessionEvent } from '../../contract/events';

export interface SessionStore {
  get(
    copilotId: string,
    sessionId: string,
  ): Promise<{ control: 'copilot' | 'handoff'; lastSeq: number } | undefined>;
  /** Events with seq > after in order; undefined for an unknown session. */
  events(
    copilotId: string,
    sessionId: string,
    after: number,
    limit: number,
  ): Promise<{ items: SessionEvent[]; lastSeq: number } | undefined>;
  /** The newest events of a handoff, the oldest of them first. */
  ofHandoff(handoffId: string, limit: number): Promise<SessionEvent[]>;
  /** Calls back after each commit that added events to the session (in this or another process). Returns the way to stop. */
  onEvent(copilotId: string, sessionId: string, listener: () => void): Promise<() => Promise<void>>;
  /** For whoever looks at the session just now, in every process; kept nowhere. Too long (4 kB): dropped. */
  tellNow(copilotId: string, sessionId: string, news: object): Promise<void>;
  onNow(
    copilotId: string,
    sessionId: string,
    listener: (news: unknown) => void,
  ): Promise<() => Promise<void>>;
}
