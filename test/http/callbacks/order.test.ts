import { createCallbackActivities } from '../../../activities/callbacks';
import { createLogger } from '../../../config/logger';
import { createOutboundPolicy } from '../../../config/outbound';
import { bench, idsOf, type Bench } from './bench';
import { memoryCallbacks } from './memory-callbacks';

let on: Bench;
afterEach(() => on.close());

describe('callbacks of a session go out in order', () => {
  it('one at a time, oldest first', async () => {
    let open = 0;
    on = await bench(10, (_n, _received, response) => {
      open += 1;
      expect(open).toBe(1);
      setTimeout(() => {
        open -= 1;
        response.writeHead(200).end();
      }, 5);
      return undefined;
    });
    expect(await on.run()).toEqual({ sent: 10, failed: 0, nextDueInMs: null, holdMs: 0 });
    expect(idsOf(on.received)).toEqual(on.rows.map(({ id }) => id));
  });

  it('25 in a batch; the rest is due at once', async () => {
    on = await bench(30);
    expect(await on.run()).toEqual({ sent: 25, failed: 0, nextDueInMs: 0, holdMs: 0 });
    expect(await on.run()).toEqual({ sent: 5, failed: 0, nextDueInMs: null, holdMs: 0 });
    expect(idsOf(on.received)).toEqual(on.rows.map(({ id }) => id));
  });

  it('a batch of slow answers ends before the activity’s time is up', async () => {
    on = await bench(5, () => {
      on.clock.nowMs += 6_000;
      return 200;
    });
    expect(await on.run()).toMatchObject({ sent: 2, nextDueInMs: 0 });
  });

  it('a hiccup does not change it: all wait for the repeat of the one that failed', async () => {
    on = await bench(3, (n) => (n === 0 ? 500 : 200));
    const result = await on.run();
    expect(result).toEqual({ sent: 0, failed: 0, nextDueInMs: 5_000, holdMs: 5_000 });
    expect(on.received).toHaveLength(1);
    // The server's timer may be a little early by this machine's clock.
    on.clock.nowMs += result.holdMs - 300;
    await on.run();
    expect(idsOf(on.received)).toEqual(['evt_0', 'evt_0', 'evt_1', 'evt_2']);
  });

  it('one that nobody takes holds the others for seconds, not for hours', async () => {
    on = await bench(3, (_n, { headers }) => (headers['webhook-id'] === 'evt_0' ? 500 : 200));
    on.clock.nowMs += (await on.run()).holdMs;
    const second = await on.run();
    expect(second).toEqual({ sent: 0, failed: 0, nextDueInMs: 6_000, holdMs: 6_000 });
    on.clock.nowMs += second.holdMs;
    expect(await on.run()).toMatchObject({ sent: 2, holdMs: 0, nextDueInMs: 294_000 });
    expect(idsOf(on.received)).toEqual(['evt_0', 'evt_0', 'evt_1', 'evt_2']);
  });

  it('a dead receiver is asked once per hold, each callback on its own schedule', async () => {
    on = await bench(3, () => 503);
    for (let run = 0; run < 6; run += 1) on.clock.nowMs += (await on.run()).nextDueInMs ?? 0;
    expect(idsOf(on.received)).toEqual(['evt_0', 'evt_0', 'evt_1', 'evt_1', 'evt_2', 'evt_2']);
  });

  it('a receiver that asks for time is given it by all, up to a minute', async () => {
    on = await bench(2, (_n, _received, response) => {
      response.setHeader('retry-after', '3600');
      return 429;
    });
    expect(await on.run()).toEqual({ sent: 0, failed: 0, nextDueInMs: 60_000, holdMs: 60_000 });
  });
});

it('a store that says "one is due" and hands out none does not make the sender spin', async () => {
  on = await bench(1, () => 200);
  const { callbacks } = memoryCallbacks(on.rows);
  const activities = createCallbackActivities({
    store: { callbacks: { ...callbacks, claimNext: () => Promise.resolve(undefined) } },
    outbound: createOutboundPolicy([]),
    logger: createLogger('test', 'silent'),
  });
  expect(await activities.sendDueCallbacks({ copilotId: 'cop_1', sessionId: 's1' })).toMatchObject({
    nextDueInMs: 5_000,
  });
});

describe('running it again', () => {
  it('sends nothing twice that was taken', async () => {
    on = await bench(2);
    await on.run();
    expect(await on.run()).toEqual({ sent: 0, failed: 0, nextDueInMs: null, holdMs: 0 });
    expect(on.received).toHaveLength(2);
  });

  it.each([7_200_000, -7_200_000])(
    'F27: after a clock jump of %i ms nothing taken is sent again',
    async (jumpMs) => {
      on = await bench(3, (n) => (n === 2 ? 500 : 200));
      await on.run();
      on.clock.nowMs += jumpMs;
      await on.run();
      on.clock.nowMs -= jumpMs;
      on.clock.nowMs += 5_000;
      await on.run();
      const ids = idsOf(on.received);
      expect(ids.filter((id) => id === 'evt_0')).toHaveLength(1);
      expect(ids.filter((id) => id === 'evt_1')).toHaveLength(1);
      expect(on.rows.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
    },
  );

  it('the store’s absence is an error for Temporal to wait out; the repeat carries the same id', async () => {
    on = await bench(1, undefined, {
      change: (row) => {
        const push = row.outcomes.push.bind(row.outcomes);
        let away = true;
        row.outcomes.push = (...outcomes) => {
          if (away) {
            away = false;
            throw new Error('connection terminated');
          }
          return push(...outcomes);
        };
      },
    });
    await expect(on.run()).rejects.toThrow('connection terminated');
    expect(await on.run()).toMatchObject({ sent: 1 });
    expect(idsOf(on.received)).toEqual(['evt_0', 'evt_0']);
  });
});
