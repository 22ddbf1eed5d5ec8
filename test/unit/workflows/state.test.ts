import { isOpening, newState, type Step } from '../../../workflows/state';

const input = {
  copilotId: 'cop_1',
  sessionId: 's1',
  handoffId: 'ho_1',
  createdAtMs: Date.parse('2026-11-24T08:00:00.000Z'),
  timers: { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0 },
};

describe('the state of a handoff', () => {
  it('survives JSON whole, which is how the next run gets it', () => {
    const state = newState({ ...input, notBeforeMs: input.createdAtMs + 1 });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(Object.values(state)).not.toContain(undefined);
  });

  it('begins with the user, or held when it has to wait for office hours', () => {
    expect(newState(input).step).toBe('user');
    expect(newState({ ...input, notBeforeMs: input.createdAtMs + 1 }).step).toBe('held');
  });

  it('two handoffs share nothing', () => {
    const [one, other] = [newState(input), newState(input)];
    one.seen.push('a1');
    one.troubles.pull = 'credentials';
    one.nudged.userIdleFromMs = 1;
    expect(other).toEqual(newState(input));
  });

  it('is opening until the user was told', () => {
    const steps: [Step, boolean][] = [
      ['held', true],
      ['user', true],
      ['conversation', true],
      ['control', true],
      ['transcript', true],
      ['pass', true],
      ['accept', true],
      ['open', false],
      ['closing', false],
      ['done', false],
    ];
    for (const [step, expected] of steps)
      expect([step, isOpening({ ...newState(input), step })]).toEqual([step, expected]);
  });
});
