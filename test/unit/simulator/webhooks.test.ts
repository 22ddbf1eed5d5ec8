import { Lanes } from '../../../simulator/webhooks/lanes';
import { judge, MAX_ATTEMPTS, TIMEOUT_MS } from '../../../simulator/webhooks/retry-policy';
import { hears } from '../../../simulator/webhooks/routing';
import type { SeatRecord } from '../../../simulator/state/records';

describe('the retry policy', () => {
  it('makes five attempts with growing gaps that, timeouts included, fit into fifteen minutes', () => {
    const gaps: number[] = [];
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      const verdict = judge(null, attempt, 1);
      if (verdict.outcome === 'retry') gaps.push(verdict.gapMs);
    }
    expect(gaps).toEqual([20_000, 60_000, 180_000, 540_000]);
    const wholeMs = gaps.reduce((sum, gap) => sum + gap, MAX_ATTEMPTS * TIMEOUT_MS);
    expect(wholeMs).toBeLessThanOrEqual(15 * 60_000);
    expect(judge(500, 5, 1)).toEqual({ outcome: 'dropped', reason: 'attempts_exhausted' });
  });

  it('makes fifteen minutes fifteen seconds by a factor of 60', () => {
    expect(judge(503, 4, 60)).toEqual({ outcome: 'retry', gapMs: 9_000 });
  });

  it('takes every 2xx for delivered', () => {
    expect([200, 204, 299].map((status) => judge(status, 1, 1).outcome)).toEqual(Array(3).fill('delivered'));
  });
});

describe('routing', () => {
  const seat = (id: string, deliverStandbyEvents: boolean): SeatRecord => ({
    id,
    appId: 'a',
    switchboardId: 's',
    name: id,
    integrationId: `int-${id}`,
    integrationType: 'custom',
    deliverStandbyEvents,
  });
  const seats = [seat('quiet', false), seat('loud', true)];
  const webhook = (integrationId: string) => ({ integrationId, triggers: ['conversation:message'] });
  const type = 'conversation:message';

  it.each([
    ['quiet', {}, false],
    ['quiet', { activeId: 'quiet' }, true],
    ['quiet', { pendingId: 'quiet', activeId: 'loud' }, true],
    ['loud', { activeId: 'quiet' }, true],
    ['seatless', { activeId: 'quiet' }, true],
  ])('tells the webhook of %s while control is %j: %s', (name, control, told) => {
    expect(hears(webhook(`int-${name}`), type, seats, [control])).toBe(told);
  });

  it('tells an integration that has just lost control, and of events that belong to no conversation', () => {
    expect(hears(webhook('int-quiet'), type, seats, [{ activeId: 'quiet' }, { activeId: 'loud' }])).toBe(
      true,
    );
    expect(hears(webhook('int-quiet'), type, seats, [])).toBe(true);
  });

  it('tells nothing of a type that is not among the triggers', () => {
    expect(hears(webhook('int-loud'), 'conversation:read', seats, [{}])).toBe(false);
  });
});

describe('lanes', () => {
  it('keep the order within a lane, run lanes side by side, and go on after a failure', async () => {
    const lanes = new Lanes(2);
    const seen: string[] = [];
    const job = (name: string, ms: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      seen.push(name);
    };
    const done = new Promise<void>((resolve) => {
      lanes.push('a', job('a1', 30));
      lanes.push('a', job('a2', 0));
      lanes.push('b', job('b1', 5));
      lanes.push('a', job('a3', 0));
      lanes.push('a', () => {
        resolve();
        return Promise.resolve();
      });
    });
    await done;
    expect(seen).toEqual(['b1', 'a1', 'a2', 'a3']);
  });

  it('never run more at once than they may', async () => {
    const lanes = new Lanes(3);
    let [running, most, finished] = [0, 0, 0];
    for (let n = 0; n < 12; n += 1) {
      lanes.push(`lane${n}`, async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running -= 1;
        finished += 1;
      });
    }
    while (finished < 12) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(most).toBe(3);
  });
});
