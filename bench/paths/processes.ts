import type { World } from '../../test/support/world/world';
import type { ProcessGroups } from '../measure/cpu';
import type { BenchServer } from '../servers/server';
import type { OpenSessions } from './product';

/** Everything that shares the cores with a message. This process is the driver, Zendesk and the receiver of the callbacks. */
export function processesOf(of: {
  server: BenchServer;
  world: World;
  product: OpenSessions;
  floorPid: number;
}): ProcessGroups {
  const { server, world, product, floorPid } = of;
  return async () => {
    const [api, worker] = world.processes.map(({ pid }) => pid);
    const { rows } = await product.database.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
    return {
      Temporal: [server.pid],
      API: api === undefined ? [] : [api],
      'worker (of the floor: its own)': worker === undefined ? [floorPid] : [worker, floorPid],
      'our database': rows.map(({ pid }) => pid),
      'driver, Zendesk': [process.pid],
    };
  };
}
