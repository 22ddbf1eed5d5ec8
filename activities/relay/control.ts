import { activityInfo } from '@temporalio/activity';

/** Agents that were seen in control so lately are taken to be there still: a look before each message would double the calls. */
const TRUSTED_MS = 20_000;

/** What the workflow knew of control when it ordered the call. */
export interface KnownOfControl {
  /** Agent Workspace was seen in control, or control was passed long ago: its absence means that agents let go. */
  agentsHadControl?: boolean;
  /** When it was last seen, by Temporal's clock; absent: it does not matter (runs of older code). */
  agentsSeenAtMs?: number;
  /** How long ago that was when the call was ordered: this process may have another clock. */
  agentsSeenAgoMs?: number;
  /** The same of the moment when control was passed. Absent: not known, or not in this conversation. */
  passedAgoMs?: number;
}

/**
 * Whether agents are to be looked for. Temporal repeats a call with what was known at its order, half a minute ago at most: control
 * that had just been passed then, and could not be looked for since a read lags behind, was passed long ago by now.
 */
export function judgeControl({
  agentsHadControl,
  agentsSeenAtMs,
  agentsSeenAgoMs = 0,
  passedAgoMs,
}: KnownOfControl): { agentsHadControl(): boolean; isDoubtful(): boolean } {
  const orderedAgoMs = sinceOrder();
  const hadControl = () =>
    agentsHadControl === true || (passedAgoMs !== undefined && passedAgoMs + orderedAgoMs() > TRUSTED_MS);
  return {
    agentsHadControl: hadControl,
    /** Agents may have let go since they were last seen. The later of two clocks counts: neither is known to be right (F27). */
    isDoubtful() {
      if (!hadControl() || agentsSeenAtMs === undefined) return false;
      return Math.max(Date.now() - agentsSeenAtMs, agentsSeenAgoMs + orderedAgoMs()) > TRUSTED_MS;
    },
  };
}

/** By the server's clock until this attempt, and by how long it runs: our clock may be hours off. */
function sinceOrder(): () => number {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  const untilAttemptMs = Math.max(0, currentAttemptScheduledTimestampMs - scheduledTimestampMs);
  const begunMs = performance.now();
  return () => untilAttemptMs + performance.now() - begunMs;
}
