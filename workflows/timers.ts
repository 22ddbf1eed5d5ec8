import type { EndReason, HandoffTimer, TimerName } from '../contract/handoff';
import type { State } from './state';

/** No handoff lives longer, whatever the preferences say. */
export const HARD_LIMIT_MS = 30 * 86_400_000;

export type NudgeName = 'agentSilent' | 'userIdle';

export interface Deadline {
  atMs: number;
  /** null: the hard limit, which the API does not list. */
  name: TimerName | null;
  does: { end: EndReason; detail: string } | { nudge: NudgeName; fromMs: number };
}

/**
 * Every deadline of the moment (design §5.9). Pickup counts from the acceptance of the handoff by us (from opening time
 * when it was held), also while it is opening or parked. Silence is answered by a nudge at half the time, an end at the whole.
 */
export function deadlines(state: State): Deadline[] {
  const { input, agentSpoke, lastAgentAtMs, lastUserAtMs, nudged } = state;
  const { pickupSeconds, agentSilentSeconds, userIdleSeconds } = input.timers;
  const startMs = input.notBeforeMs ?? input.createdAtMs;
  const all: Deadline[] = [
    {
      name: null,
      atMs: startMs + HARD_LIMIT_MS,
      does: { end: 'inactivity_timeout', detail: 'open for 30 days' },
    },
  ];
  if (!agentSpoke && pickupSeconds > 0) {
    all.push({
      name: 'pickup',
      atMs: startMs + pickupSeconds * 1000,
      does: { end: 'pickup_timeout', detail: `no agent within ${pickupSeconds} s` },
    });
  }
  if (agentSpoke && agentSilentSeconds > 0 && lastUserAtMs > lastAgentAtMs) {
    if (nudged.agentSilentFromMs !== lastUserAtMs) {
      all.push(nudge('agentSilent', lastUserAtMs, agentSilentSeconds));
    }
    all.push({
      name: 'agent_silent',
      atMs: lastUserAtMs + agentSilentSeconds * 1000,
      does: { end: 'inactivity_timeout', detail: `agent silent for ${agentSilentSeconds} s` },
    });
  }
  if (agentSpoke && userIdleSeconds > 0 && lastAgentAtMs >= lastUserAtMs) {
    if (nudged.userIdleFromMs !== lastAgentAtMs) all.push(nudge('userIdle', lastAgentAtMs, userIdleSeconds));
    all.push({
      name: 'user_idle',
      atMs: lastAgentAtMs + userIdleSeconds * 1000,
      does: { end: 'inactivity_timeout', detail: `user silent for ${userIdleSeconds} s` },
    });
  }
  return all.sort((a, b) => a.atMs - b.atMs);
}

function nudge(name: NudgeName, fromMs: number, seconds: number): Deadline {
  return {
    name: null,
    atMs: fromMs + Math.ceil(seconds / 2) * 1000,
    does: { nudge: name, fromMs },
  };
}

/** The timers as the API lists them. */
export function listedTimers(state: State): HandoffTimer[] {
  if (state.end !== null) return [];
  if (state.step === 'held' && state.input.notBeforeMs !== undefined) {
    return [{ name: 'opening_hours', firesAt: new Date(state.input.notBeforeMs).toISOString() }];
  }
  return deadlines(state).flatMap(({ name, atMs }) =>
    name === null ? [] : [{ name, firesAt: new Date(atMs).toISOString() }],
  );
}
