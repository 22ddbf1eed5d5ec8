import { createWorld } from '../test/support/world/world';
import { startFloor } from './floor/floor';
import { historyGrowth } from './measure/history';
import { idle, type Idle } from './measure/idle';
import { acknowledgedAtRate, burst } from './measure/loads';
import { openings } from './measure/openings';
import { inWidgets } from './measure/widgets';
import { comparePaths } from './measure/paths';
import type { Options } from './options';
import { processesOf } from './paths/processes';
import { openSessions } from './paths/product';
import type { Results } from './report/table';
import type { BenchServer } from './servers/server';

const PER_SECOND = 20;
const BURST = 500;
const WIDGETS = 100;

/** Everything on one server: the floor and the product beside each other, then the product alone. */
export async function run(
  server: BenchServer,
  options: Options,
  say: (line: string) => void,
): Promise<Results> {
  const { atOnce, rounds, forMs } = options;
  const world = await createWorld({ processes: 'split', temporal: server });
  const most = Math.max(...atOnce);
  const floor = await startFloor(server, most);
  say(`${server.title}: opening ${most} handoffs`);
  const product = await openSessions(world, most);
  try {
    const processes = processesOf({ server, world, product, floorPid: floor.pid });
    const plan = { atOnce, rounds, forMs, processes, say };
    const paths = await comparePaths([floor, product.webhook, product.user], plan);
    say(`words of agents in ${WIDGETS} widgets, ${PER_SECOND} a second`);
    const widgets = await inWidgets(world, floor, {
      count: WIDGETS,
      perSecond: PER_SECOND,
      forMs: 3 * forMs,
    });
    await floor.close();
    say(`webhooks, ${PER_SECOND} a second`);
    const sample = await acknowledgedAtRate(product, PER_SECOND, 3 * forMs);
    say(`${BURST} webhooks at once`);
    const all = await burst(world, product, BURST);
    say('history');
    const growth = await historyGrowth(server, world, 10);
    const results = {
      title: server.title,
      paths,
      widgets,
      atRate: { perSecond: PER_SECOND, sample },
      burst: all,
      growth,
    };
    say('openings');
    const opened = [];
    for (const n of atOnce) opened.push({ atOnce: n, sample: await openings(product, n, forMs) });
    const idles: Idle[] = [];
    for (const count of options.idle) {
      say(`${count} idle handoffs`);
      idles.push(await idle(server, world, product, count));
    }
    return { ...results, openings: opened, idle: idles };
  } finally {
    await product.close();
    await world.close();
  }
}
