import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Cluster } from '../cluster/cluster';
import { createSmallDisk, type SmallDisk } from '../cluster/small-disk';
import type { Violation } from '../oracle/violation';
import { makePlan } from '../plan/make-plan';
import { play } from '../play';
import type { RunContext, RunResult, Scenario } from '../scenario';

const DISK_MB = 256;
const FULL_FROM_MS = 10_000;
const FULL_MS = 15_000;
const SHAPE = {
  sessions: 10,
  wordsEachWay: 30,
  stormMs: 32_000,
  kills: 0,
  faults: 0,
  tenants: 2,
  apis: 2,
  workers: 2,
};
type Whose = 'postgres' | 'temporal';

const scenario = (whose: Whose, more: Pick<Scenario, 'name' | 'about' | 'rows'>): Scenario => ({
  ...more,
  isLong: true,
  async run(context) {
    const disk = await createSmallDisk(DISK_MB);
    if (disk === undefined)
      return { violations: [], figures: {}, notRun: 'no tmpfs can be mounted here (as root)' };
    try {
      return await fillUp(context, disk, whose);
    } finally {
      await disk.close();
    }
  },
});

/** F8: no byte is left for our database: nothing is acknowledged that is not kept, nothing refused for good. */
export const fullDisk = scenario('postgres', {
  name: 'full-disk',
  about: 'the disk of our database full for 15 s: 503 only, and all is taken up again',
  rows: ['F8'],
});

/** F7: the same of Temporal's. */
export const fullDiskOfTemporal = scenario('temporal', {
  name: 'full-disk-of-temporal',
  about: 'the disk of Temporal’s database full for 15 s: 503 only, and all is taken up again',
  rows: ['F7'],
});

async function fillUp(context: RunContext, disk: SmallDisk, whose: Whose): Promise<RunResult> {
  const { history } = context;
  const meanwhile = async (cluster: Cluster) => {
    await sleep(FULL_FROM_MS);
    if (whose === 'postgres') await makeRoomForLog(cluster.databaseUrl);
    await disk.fill();
    history.note('disk full', { whose });
    await sleep(FULL_MS);
    await disk.free();
    history.note('disk free', { whose });
  };
  const result = await play(context, {
    plan: makePlan(context.seed, SHAPE),
    tenants: SHAPE.tenants,
    cluster: whose === 'postgres' ? { postgresIn: disk.folder } : { temporalIn: disk.folder },
    meanwhile,
  });
  const own = history.operations;
  const final = own.filter(
    ({ status }) => status !== null && ((status >= 400 && status < 500 && status !== 409) || status === 500),
  );
  const refused = own.filter(({ status }) => status === 503).length;
  const wrong: Violation[] = final.map(({ session, id, status }) => ({
    invariant: 'I11',
    session,
    what: `${id ?? 'a call'} was answered ${status ?? ''}`,
  }));
  if (refused === 0)
    wrong.push({
      invariant: 'I12',
      what: `the disk of ${whose} was full, and nobody noticed: nothing is shown`,
    });
  return {
    ...result,
    violations: [...result.violations, ...wrong],
    figures: { ...result.figures, 'answered 503': refused },
  };
}

/**
 * PostgreSQL stops as a whole when its write-ahead log finds no room, and is then started again by whoever runs it: that is a
 * database that is away (F8). Here its log has its files already, and the tables cannot grow.
 */
async function makeRoomForLog(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  for (let n = 0; n < 3; n += 1) await client.query('SELECT pg_switch_wal()');
  await client.query('CHECKPOINT');
  await client.end();
}
