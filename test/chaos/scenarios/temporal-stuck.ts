import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOnPath } from '../../../scripts/binaries/find-on-path';
import { stopProcess } from '../../../scripts/processes/stop-process';
import type { Cluster } from '../cluster/cluster';
import { makePlan } from '../plan/make-plan';
import { play } from '../play';
import type { Scenario } from '../scenario';

const LOCKED_MS = 4_000;
const SHAPE = {
  sessions: 6,
  wordsEachWay: 10,
  stormMs: 22_000,
  kills: 0,
  faults: 0,
  tenants: 2,
  apis: 2,
  workers: 2,
};

/** Another program that holds the SQLite file, as a backup would. */
const LOCK = `
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
c.execute('BEGIN EXCLUSIVE')
time.sleep(float(sys.argv[2]))
c.execute('ROLLBACK')
`;

/** F7: while Temporal's database is locked nothing is acknowledged and nothing refused for good. */
export const temporalStuck: Scenario = {
  name: 'temporal-stuck',
  about: 'Temporal’s database locked for four seconds, three times: 503 only, and all is taken up again',
  rows: ['F7'],
  isLong: true,
  async run(context) {
    const python = await findOnPath('python3');
    if (python === undefined)
      return { violations: [], figures: {}, notRun: 'no python3, whose sqlite3 module holds the lock' };
    const lock = async (cluster: Cluster) => {
      for (let n = 0; n < 3; n += 1) {
        await sleep(3_000);
        context.history.note('locked', { file: 'temporal.db' });
        const holder = spawn(python, ['-c', LOCK, cluster.temporal.dbFile, String(LOCKED_MS / 1_000)], {
          stdio: 'ignore',
        });
        await sleep(LOCKED_MS + 500);
        await stopProcess(holder, 'SIGKILL');
      }
    };
    const result = await play(context, { plan: makePlan(context.seed, SHAPE), tenants: 2, meanwhile: lock });
    const refused = context.history.operations.filter(
      ({ f, status }) => f === 'send' && status !== null && status >= 400 && status < 500 && status !== 409,
    );
    const violations = [
      ...result.violations,
      ...refused.map(({ session, id, status }) => ({
        invariant: 'I11' as const,
        session,
        what: `${id ?? ''} was answered ${status ?? ''}, which is final`,
      })),
    ];
    const told503 = context.history.operations.filter(({ status }) => status === 503).length;
    return { ...result, violations, figures: { ...result.figures, 'answered 503': told503 } };
  },
};
