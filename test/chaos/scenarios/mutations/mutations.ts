import { buildSources } from '../../builds/build';
import { MUTATIONS } from '../../builds/mutations';
import { withCluster } from '../../cluster/with-cluster';
import { openConversation } from '../../drive/open-conversations';
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
    const whole = await exercise(context, 'whole', guards);
    figures['as it is'] = whole.length === 0 ? 'green' : 'RED';
    const violations = [...whole];
    for (const { guard, patches, breaks } of MUTATIONS) {
      const root = await buildSources(`without-${guard}`, patches);
      const found = await exercise({ ...context, root }, `without-${guard}`, [guard]);
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
async function exercise(context: RunContext, name: string, guards: readonly string[]): Promise<Violation[]> {
  const part = await partOf(context, name);
  const { history, seed } = part;
  const isWhole = guards.length > 1;
  const random = createRandom(seed);
  const seen: Violation[] = [];
  const all: Lived[] = [];
  return withCluster(part, { apis: 1, workers: 1 }, async (cluster, stop) => {
    const tenant = await cluster.tenant(0);
    const opening = { history, random, stop: stop.signal };
    for (const [n, guard] of guards.entries()) {
      const lived = await openConversation(cluster, n + 1, tenant, opening);
      all.push(lived);
      const { ticketId } = lived;
      seen.push(...((await EXERCISES[guard]?.({ cluster, lived, ticketId })) ?? []));
    }
    const evidence = await settle(cluster, all, history, isWhole ? 'closed' : 'ended');
    const found = [...seen, ...judge(evidence), ...checkLayers(evidence)];
    return found.filter((one) => isWhole || !isStillClosing(one));
  });
}
