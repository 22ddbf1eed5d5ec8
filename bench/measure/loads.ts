import type { World } from '../../test/support/world/world';
import { eventually } from '../../test/support/world/http';
import type { OpenSessions } from '../paths/product';
import { openLoop } from './loops';
import { summarise, type Sample } from './stats';

/** How long Zendesk waits for our "accepted" at twenty messages a second. */
export function acknowledgedAtRate(product: OpenSessions, perSecond: number, forMs: number): Promise<Sample> {
  return openLoop((n) => product.postWebhook(n), perSecond, forMs);
}

export interface Burst {
  webhooks: number;
  /** From the first call to the last "accepted", and to the last message in its session. */
  acknowledgedMs: number;
  drainedMs: number;
  acknowledged: Sample;
}

/** So many webhooks at once, spread over all sessions. */
export async function burst(world: World, product: OpenSessions, webhooks: number): Promise<Burst> {
  const before = await shownCount(product);
  const begunMs = performance.now();
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: webhooks }, async (_, n) => {
      await product.postWebhook(n);
      latencies.push(performance.now() - begunMs);
    }),
  );
  const acknowledgedMs = performance.now() - begunMs;
  await eventually(async () => (await shownCount(product)) >= before + webhooks, {
    withinMs: 180_000,
    say: () => world.output().slice(-500),
  });
  return {
    webhooks,
    acknowledgedMs,
    drainedMs: performance.now() - begunMs,
    acknowledged: summarise(latencies, acknowledgedMs),
  };
}

async function shownCount({ copilot, database }: OpenSessions): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM messages WHERE copilot_id = $1 AND origin = 'agent'",
    [copilot.copilotId],
  );
  return rows[0]?.n ?? 0;
}
