import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster';
import { withCluster } from '../cluster/with-cluster';
import { createCaller } from '../drive/caller';
import type { Tenant } from '../cluster/tenant';
import { inZendesk } from '../oracle/facts';
import { collect, type Evidence } from '../oracle/evidence';
import { openReader } from '../drive/reader';
import type { Lived } from '../drive/traffic';
import { createRandom } from '../plan/random';
import type { RunContext, Scenario } from '../scenario';

const SESSIONS = 8;
const WORDS = 12;
/** Eight sessions at this pace are far from what a small machine can do: a queue of our own would be measured instead. */
const GAP_MS = 1_500;
const ARRIVE_MS = 20_000;
/** The goal is a fifth; what a loaded machine does to a p99 of a hundred samples by itself is allowed on top. */
const SLOWER_BY = 1.2;
const NOISE_MS = 250;

/** I13: one tenant's Zendesk hangs; the others do not notice. */
export const isolation: Scenario = {
  name: 'isolation',
  about: 'one tenant’s Zendesk hangs: the delivery times of another’s stay what they were',
  rows: ['F10'],
  isLong: true,
  async run(context) {
    return withCluster(context, {}, async (cluster) => {
      const [sick, well] = [await cluster.tenant(0), await cluster.tenant(1)];
      const before = await measure(context, cluster, well, 'c1');
      await cluster.zendesk.fault({ op: '*', appId: sick.app.appId, do: { type: 'hang' } });
      const suffering = measure(context, cluster, sick, 'c2').catch(() => undefined);
      await sleep(3_000);
      const during = await measure(context, cluster, well, 'c3');
      await cluster.zendesk.call('DELETE', '/simulator/faults');
      await suffering;
      const isSlower = during.p99 > before.p99 * SLOWER_BY + NOISE_MS || during.lost > 0;
      return {
        violations: isSlower
          ? [
              {
                invariant: 'I13',
                what: `p99 ${before.p99} ms alone, ${during.p99} ms beside; ${during.lost} not there`,
              },
            ]
          : [],
        figures: {
          'p50 alone': `${before.p50} ms`,
          'p99 alone': `${before.p99} ms`,
          'p50 beside a tenant whose Zendesk hangs': `${during.p50} ms`,
          'p99 beside it': `${during.p99} ms`,
        },
      };
    });
  },
};

/** From "accepted" to the commit in Zendesk, over several sessions at once. */
async function measure({ history, seed }: RunContext, cluster: Cluster, tenant: Tenant, prefix: string) {
  const stop = new AbortController();
  const random = createRandom(seed);
  const urls = cluster.callersUrls;
  const tooLong = setTimeout(() => stop.abort(), 60_000);
  const sessions = await Promise.all(
    Array.from({ length: SESSIONS }, async (_, n): Promise<Lived> => {
      const sessionId = `${prefix}${n}`;
      const caller = createCaller({ urls, tenant, history, random, stop: stop.signal });
      await caller.start(sessionId);
      const reader = openReader({ urls, tenant, sessionId, random });
      for (let word = 1; word <= WORDS && !stop.signal.aborted; word += 1) {
        await caller.send(sessionId, `${sessionId}-u${word}`, false);
        await sleep(GAP_MS);
      }
      const plan = { name: sessionId, tenant: 0, startAtMs: 0, words: [], end: null };
      return { plan, sessionId, tenant, caller, reader };
    }),
  );
  clearTimeout(tooLong);
  const look = () => collect(cluster, sessions, history, 'sessions');
  let evidence = await look();
  const deadlineMs = Date.now() + ARRIVE_MS;
  while (arrivedIn(evidence) < SESSIONS * WORDS && Date.now() < deadlineMs) {
    await sleep(500);
    evidence = await look();
  }
  await Promise.all(sessions.map(({ reader }) => reader.close()));
  const tookMs = evidence.sessions.flatMap(({ log, zendesk, handoff }) =>
    log.flatMap((event) => {
      if (event.type !== 'message' || event.message.origin !== 'user') return [];
      // The first words wait for their handoffs to open, eight at once: that would be all that a p99 shows.
      if (event.at < (handoff?.acceptedAt ?? '')) return [];
      const item = zendesk.find(({ metadata }) => metadata?.['messageId'] === `user:${event.message.id}`);
      return item === undefined ? [] : [Date.parse(item.at) - Date.parse(event.at)];
    }),
  );
  tookMs.sort((a, b) => a - b);
  const at = (share: number) =>
    tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? Infinity;
  return { p50: at(0.5), p99: at(0.99), lost: SESSIONS * WORDS - arrivedIn(evidence) };
}

function arrivedIn({ sessions }: Evidence): number {
  return sessions.reduce((sum, session) => sum + inZendesk(session).length, 0);
}
