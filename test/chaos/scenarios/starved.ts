import { makePlan } from '../plan/make-plan';
import type { NemesisOp } from '../plan/plan';
import { play } from '../play';
import type { Scenario } from '../scenario';

const SHAPE = {
  sessions: 6,
  wordsEachWay: 12,
  stormMs: 26_000,
  kills: 0,
  faults: 0,
  tenants: 2,
  apis: 2,
  workers: 2,
};
const PARTS = ['api1', 'worker1', 'api2', 'worker2'];

/** F36: no file handles left, and an event loop that stands still for five seconds; no answer is given that is not true. */
export const starved: Scenario = {
  name: 'starved',
  about: 'each process in turn gets no new file handle for three seconds, then none of its time for five',
  rows: ['F36'],
  isLong: true,
  async run(context) {
    const nemesis = PARTS.flatMap((part, n): NemesisOp[] => [
      { id: 2 * n + 1, atMs: 3_000 + n * 5_500, forMs: 3_000, do: 'handles', part },
      {
        id: 2 * n + 2,
        atMs: 4_000 + n * 5_500,
        forMs: 5_000,
        do: 'freeze',
        part: PARTS[(n + 1) % 4] ?? part,
      },
    ]);
    const plan = context.plan ?? { ...makePlan(context.seed, SHAPE), nemesis };
    return play(context, { plan, tenants: 2 });
  },
};
