import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistory } from '../chaos/history';
import { storm } from '../chaos/scenarios/storm';

jest.setTimeout(10 * 60_000);

/** Fixed: what is red here is red again by `npm run chaos -- --scenario storm --seed …`, which takes another each time. */
const SEED = 238_860;
const canRun = process.env['TOXIPROXY_PATH'] !== undefined && process.env['TEST_DATABASE_URL'] !== undefined;

(canRun ? it : it.skip)(
  'G1: 20 kills and 33 other faults in 20 conversations of two tenants: none lost, twice, out of order or made up',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'storm-'));
    const history = createHistory(join(folder, 'history.jsonl'));
    const { violations, figures } = await storm.run({
      seed: SEED,
      folder,
      history,
      long: false,
      say: () => undefined,
    });
    // Kept when it is red.
    expect({ violations, folder }).toEqual({ violations: [], folder });
    expect(figures).toMatchObject({ sessions: 20, kills: 20, 'other faults': 33 });
    expect(Number(figures['accepted of users']) + Number(figures['said by agents'])).toBeGreaterThan(1_000);
    await rm(folder, { recursive: true });
  },
);
