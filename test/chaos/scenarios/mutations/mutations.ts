import { buildSources } from '../../builds/build';
import { MUTATIONS } from '../../builds/mutations';
import { createCluster } from '../../cluster/cluster';
import { createCaller } from '../../drive/caller';
import { openReader } from '../../drive/reader';
import type { Lived } from '../../drive/traffic';
import { judge } from '../../oracle/judge';
import { checkLayers } from '../../oracle/layers';
import type { Violation } from '../../oracle/violation';
import { partOf } from '../../parts';
import { createRandom } from '../../plan/random';
import type { RunContext, RunResult, Scenario } from '../../scenario';
import { isStillClosing, settle } from '../../settle';
import { EXERCISES } from './exercises';

/** G15: with every guard in place the exercises are green; without one of them, its own is red. */
export const mutations: Scenario = {
  name: 'mutations',
  about: 'the harness itself: green as it is, red with each guard taken out of a copy of the sources',
  rows: [],
  isLong: true,
  async run(context) {
    const figures: RunResult['figures'] = {};
    const guards = MUTATIONS.map(({ guard }) => guard);
    const whole = await exercise(context, 'whole', context.root, guards);
    figures['as it is'] = whole.length === 0 ? 'green' : 'RED';
    const violations = [...whole];
    for (const { guard, patches, breaks } of MUTATIONS) {
      const root = await buildSources(`without-${guard}`, patches);
      const found = await exercise(context, `without-${guard}`, root, [guard]);
      const red = found.filter(({ invariant }) => breaks.includes(invariant));
      const [first] = red;
      figures[`without ${guard}`] = first === undefined ? 'GREEN' : `red: ${first.invariant}, ${first.what}`;
      context.say(`without ${guard}: ${first === undefined ? 'GREEN' : 'red'}`);
      if (first === undefined)
        violations.push({ invariant: breaks[0] ?? 'I1', what: `is not seen to be broken without ${guard}` });
    }
    return { violations, figures };
  },
};

/** Each exercise in a session of its own, one after another. */
async function exercise(
  context: RunContext,
  name: string,
  root: string | undefined,
  guards: readonly string[],
): Promise<Violation[]> {
  const { folder, history, say, seed } = await partOf(context, name);
  const cluster = await createCluster({
    ...{ folder, history, say, apis: 1, workers: 1 },
    ...(root === undefined ? {} : { root }),
  });
  const isWhole = guards.length > 1;
  const stop = new AbortController();
  const random = createRandom(seed);
  const seen: Violation[] = [];
  const all: Lived[] = [];
  try {
    const tenant = await cluster.tenant(0);
    const urls = cluster.callersUrls;
    for (const [n, guard] of guards.entries()) {
      const sessionId = `c${n + 1}`;
      const caller = createCaller({ urls, tenant, history, random, stop: stop.signal });
      await caller.start(sessionId);
      const { id: ticketId } = await cluster.zendesk.ticketOf(tenant.app.appId, sessionId);
      const plan = { name: sessionId, tenant: 0, startAtMs: 0, words: [], end: null };
      const reader = openReader({ urls, tenant, sessionId, random });
      const lived = { plan, sessionId, tenant, caller, reader };
      all.push(lived);
      seen.push(...((await EXERCISES[guard]?.({ cluster, lived, ticketId })) ?? []));
    }
    const evidence = await settle(cluster, all, history, isWhole ? 'closed' : 'ended');
    const found = [...seen, ...judge(evidence), ...checkLayers(evidence)];
    return found.filter((one) => isWhole || !isStillClosing(one));
  } finally {
    stop.abort();
    await cluster.close();
  }
}
