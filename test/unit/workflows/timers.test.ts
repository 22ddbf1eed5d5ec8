import type { HandoffInput } from '../../../workflows/messages';
import { newState, type State } from '../../../workflows/state';
import { deadlines, HARD_LIMIT_MS, listedTimers } from '../../../workflows/timers';

const START = Date.parse('2026-11-24T08:00:00.000Z');
const MINUTE = 60_000;

function state(
  timers: Partial<HandoffInput['timers']>,
  changes: Partial<State> = {},
  input: Partial<HandoffInput> = {},
): State {
  const all = { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0, ...timers };
  const ids = { copilotId: 'cop_1', sessionId: 's1', handoffId: 'ho_1' };
  return { ...newState({ ...ids, createdAtMs: START, timers: all, ...input }), ...changes };
}

const brief = (one: State) =>
  deadlines(one).map(({ atMs, does }) => [(atMs - START) / MINUTE, 'end' in does ? does.end : does.nudge]);
const limit = [HARD_LIMIT_MS / MINUTE, 'inactivity_timeout'];

describe('R48: pickup', () => {
  it('counts from the acceptance by us, whatever the step is', () => {
    for (const step of ['user', 'transcript', 'open'] as const) {
      expect(brief(state({ pickupSeconds: 600 }, { step }))).toEqual([[10, 'pickup_timeout'], limit]);
    }
  });

  it('counts from opening time when the handoff was held', () => {
    const one = state({ pickupSeconds: 600 }, {}, { notBeforeMs: START + 60 * MINUTE });
    expect(brief(one)[0]).toEqual([70, 'pickup_timeout']);
  });

  it('is over once an agent has spoken, and 0 is off', () => {
    expect(brief(state({ pickupSeconds: 600 }, { agentSpoke: true }))).toEqual([limit]);
    expect(brief(state({}))).toEqual([limit]);
  });
});

describe('R49: silence', () => {
  const spoke = { agentSpoke: true, lastAgentAtMs: START + 5 * MINUTE };

  it('of the user: a nudge at half the time, an end at the whole, from the last word of the agent', () => {
    expect(brief(state({ userIdleSeconds: 600 }, spoke))).toEqual([
      [10, 'userIdle'],
      [15, 'inactivity_timeout'],
      limit,
    ]);
  });

  it('of the agent: the same from the last word of the user', () => {
    const one = state({ agentSilentSeconds: 120 }, { ...spoke, lastUserAtMs: START + 6 * MINUTE });
    expect(brief(one)).toEqual([[7, 'agentSilent'], [8, 'inactivity_timeout'], limit]);
  });

  it('only one of them is awaited: who spoke last is not the silent one', () => {
    const both = { agentSilentSeconds: 60, userIdleSeconds: 60 };
    const names = (one: State) => deadlines(one).flatMap(({ name }) => name ?? []);
    expect(names(state(both, { ...spoke, lastUserAtMs: START + 6 * MINUTE }))).toEqual(['agent_silent']);
    expect(names(state(both, { ...spoke, lastUserAtMs: START + 4 * MINUTE }))).toEqual(['user_idle']);
    // In the same millisecond the agent has the last word: an end by silence of an agent who answered would be a lie.
    expect(names(state(both, { ...spoke, lastUserAtMs: spoke.lastAgentAtMs }))).toEqual(['user_idle']);
  });

  it('a nudge is given once for each silence', () => {
    const nudged = { agentSilentFromMs: 0, userIdleFromMs: spoke.lastAgentAtMs };
    expect(brief(state({ userIdleSeconds: 600 }, { ...spoke, nudged }))).toEqual([
      [15, 'inactivity_timeout'],
      limit,
    ]);
    const later = { ...spoke, lastAgentAtMs: START + 9 * MINUTE, nudged };
    expect(brief(state({ userIdleSeconds: 600 }, later))[0]).toEqual([14, 'userIdle']);
  });

  it('is not counted before an agent has spoken', () => {
    expect(brief(state({ userIdleSeconds: 60, agentSilentSeconds: 60 }, { lastUserAtMs: START }))).toEqual([
      limit,
    ]);
  });

  it('whole seconds also where the half is none', () => {
    const [nudge] = deadlines(state({ userIdleSeconds: 3 }, spoke));
    expect((nudge?.atMs ?? 0) - spoke.lastAgentAtMs).toBe(2_000);
  });
});

describe('the list for the API', () => {
  it('names the timers that an admin has set, and neither nudges nor the hard limit', () => {
    const one = state({ userIdleSeconds: 600 }, { agentSpoke: true, lastAgentAtMs: START });
    expect(listedTimers(one)).toEqual([{ name: 'user_idle', firesAt: '2026-11-24T08:10:00.000Z' }]);
    expect(listedTimers(state({}))).toEqual([]);
  });

  it('held: only when it opens; ended: none', () => {
    const held = state({ pickupSeconds: 600 }, {}, { notBeforeMs: START + MINUTE });
    expect(listedTimers(held)).toEqual([{ name: 'opening_hours', firesAt: '2026-11-24T08:01:00.000Z' }]);
    const end = { reason: 'user_ended', detail: null, byZendesk: false } as const;
    expect(listedTimers(state({ pickupSeconds: 600 }, { end }))).toEqual([]);
  });
});
