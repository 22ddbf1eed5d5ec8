import { join } from 'node:path';
import { ROOT } from '../../../scripts/processes/spawn-part';
import { makePlan } from '../plan/make-plan';
import type { NemesisOp } from '../plan/plan';
import { play } from '../play';
import type { Scenario } from '../scenario';

const SHAPE = {
  sessions: 6,
  wordsEachWay: 12,
  stormMs: 44_000,
  kills: 0,
  faults: 0,
  tenants: 2,
  apis: 2,
  workers: 2,
};
const PARTS = ['api1', 'worker1', 'api2', 'worker2'];

const HEAP_MB = 192;
/** Dies of a full heap when it is told to (SIGUSR2). */
const HUNGRY = {
  NODE_OPTIONS: `--max-old-space-size=${HEAP_MB} --require ${JSON.stringify(join(ROOT, 'test/chaos/cluster/eat-heap.cjs'))}`,
};
const OUT_OF_MEMORY = /JavaScript heap out of memory/g;

/** F36: no file handles left, an event loop that stands still for five seconds, a heap that fills up until the process dies. */
export const starved: Scenario = {
  name: 'starved',
  about:
    'each process in turn gets no new file handle for three seconds, none of its time for five, and a full heap',
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
    const heaps = PARTS.map((part, n): NemesisOp => {
      return { id: nemesis.length + n + 1, atMs: 27_000 + n * 4_000, forMs: 500, do: 'heap', part };
    });
    const plan = context.plan ?? {
      ...makePlan(context.seed, SHAPE),
      nemesis: [...nemesis, ...heaps],
    };
    const died = { ofHeap: 0 };
    const wanted = plan.nemesis.filter((op) => op.do === 'heap').length;
    const result = await play(context, {
      plan,
      tenants: 2,
      cluster: { env: HUNGRY },
      judge: ({ logs }) => {
        died.ofHeap = logs.reduce((sum, { text }) => sum + (text.match(OUT_OF_MEMORY)?.length ?? 0), 0);
        if (died.ofHeap >= wanted) return [];
        return [
          { invariant: 'I12', what: `${died.ofHeap} of ${wanted} died of a full heap: nothing is shown` },
        ];
      },
    });
    return { ...result, figures: { ...result.figures, 'died of a full heap': died.ofHeap } };
  },
};
