import type { World } from '../../test/support/world/world';
import type { Path } from '../paths/path';
import { openWidgets } from '../paths/widgets';
import { openLoop } from './loops';
import type { Sample } from './stats';

/** How soon people see what an agent says, at a steady rate over many open widgets; beside it the floor at the same rate. */
export async function inWidgets(
  world: World,
  floor: Path,
  { count, perSecond, forMs }: { count: number; perSecond: number; forMs: number },
): Promise<{ count: number; perSecond: number; sample: Sample; floor: Sample }> {
  const bare = await openLoop((n) => floor.send(n), perSecond, forMs);
  const widgets = await openWidgets(world, count);
  try {
    // The first words of an agent are more than words (who joined, the timers, what Temporal shows): a hundred pick-ups within
    // seconds are another load than a conversation.
    await openLoop((n) => widgets.send(n), perSecond, (count / perSecond) * 1_000);
    return {
      count,
      perSecond,
      floor: bare,
      sample: await openLoop((n) => widgets.send(n), perSecond, forMs),
    };
  } finally {
    widgets.close();
  }
}
