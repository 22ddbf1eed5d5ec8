import { existsSync } from 'node:fs';
import { variable } from '../../../scripts/data-dir';
import { makePlan } from '../plan/make-plan';
import { play } from '../play';
import type { RunResult, Scenario } from '../scenario';

/** Where Debian's package `faketime` puts it; `FAKETIME_LIB` names another place. */
const DEBIAN = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const SHAPE = {
  sessions: 6,
  wordsEachWay: 8,
  stormMs: 20_000,
  kills: 0,
  faults: 0,
  tenants: 2,
  apis: 2,
  workers: 2,
};

/** F27: nothing is refused, lost or out of order because our clocks are wrong, in either direction, and against each other. */
export const clock: Scenario = {
  name: 'clock',
  about: 'API and worker two hours apart from everybody else, and from each other',
  rows: ['F27'],
  isLong: true,
  async run(context) {
    const library = variable('FAKETIME_LIB') ?? DEBIAN;
    if (!existsSync(library))
      return { violations: [], figures: {}, notRun: 'no libfaketime (package faketime, or FAKETIME_LIB)' };
    const figures: RunResult['figures'] = {};
    for (const [api, worker] of [
      ['+2h', '-2h'],
      ['-2h', '+2h'],
    ] as const) {
      const skew = (by: string) => ({ LD_PRELOAD: library, FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: '1' });
      const { violations, plan } = await play(
        { ...context, folder: `${context.folder}/api${api}` },
        {
          plan: makePlan(context.seed, SHAPE),
          tenants: 2,
          // A receiver with a right clock refuses what a wrong one signs, and gets it by a repeat when that is set right.
          cluster: { apiEnv: skew(api), workerEnv: skew(worker), receiver: { anyTime: true } },
        },
      );
      figures[`API ${api}, worker ${worker}`] = violations.length === 0 ? 'green' : 'RED';
      if (violations.length > 0) return { violations, figures, ...(plan === undefined ? {} : { plan }) };
    }
    return { violations: [], figures };
  },
};
