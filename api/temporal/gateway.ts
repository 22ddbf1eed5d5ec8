import type { HandoffTimers } from '../../workflows/messages';
import type { HandoffRecord } from '../../store/types';

/** Whose workflow is meant. */
export interface HandoffRef {
  copilotId: string;
  handoffId: string;
}

/** Temporal, as the API sees it. Every method throws `Unavailable` when it cannot say that the thing is durable. */
export interface HandoffGateway {
  /**
   * Starts the run of a handoff, or finds it running. `completed`: it has run to its end before and is never run again.
   * Takes about 2.5 s at most, as does every other method.
   */
  start(record: HandoffRecord, timers: HandoffTimers): Promise<'started' | 'completed'>;
  /** A repeat with the same `requestId` is dropped by the server. `no_run`: there is no open run of this handoff. */
  signal(
    handoff: HandoffRef,
    name: string,
    args: readonly unknown[],
    requestId: string,
  ): Promise<'signalled' | 'no_run'>;
  /** Wakes, or starts, the sender of a session's callbacks. */
  kickCallbacks(copilotId: string, sessionId: string): Promise<void>;
  /** Rejects when Temporal does not answer. */
  ping(): Promise<void>;
}
