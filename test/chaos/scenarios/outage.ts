import { setTimeout as sleep } from 'node:timers/promises';
import { SAM } from '../../support/world/zendesk';
import { eventually } from '../../support/world/http';
import type { Cluster } from '../cluster/cluster';
import { withCluster } from '../cluster/with-cluster';
import { openConversations, shownIn } from '../drive/open-conversations';
import { judge } from '../oracle/judge';
import type { Violation } from '../oracle/violation';
import { partOf } from '../parts';
import { wordsOf } from '../plan/plan';
import { createRandom } from '../plan/random';
import type { RunContext, RunResult, Scenario } from '../scenario';
import { isStillClosing, settle } from '../settle';

const SESSIONS = 10;
const SHORT_EACH = 5;
const LONG_EACH = 100;
/** Zendesk gives up after 15 minutes; at its 60-fold pace after 15 s, of which the fifth attempt is made after 13.3. */
const OUTAGE_MS = 18_000;
const RECOVERED_WITHIN_MS = 60_000;

const OUTAGES: Record<string, (cluster: Cluster) => string[]> = {
  'both APIs': ({ apis }) => apis.map(({ name }) => name),
  'the Temporal server': () => ['temporal'],
  'everything of ours': ({ apis, workers }) => ['temporal', ...[...apis, ...workers].map(({ name }) => name)],
};

/** G7: what Zendesk gave up on during an outage is found by pull, within a minute of our return. */
export const outage: Scenario = {
  name: 'outage',
  about:
    'a quarter of an hour away (at 60-fold pace), every webhook given up: all is there ≤ 60 s after return',
  rows: ['F4', 'F6'],
  async run(context) {
    const figures: RunResult['figures'] = {};
    for (const [what, parts] of Object.entries(OUTAGES).filter(
      ([name]) => context.long || name !== 'the Temporal server',
    )) {
      const part = await partOf(context, what.replaceAll(' ', '-'));
      const { violations, tookMs, lost } = await away(part, parts);
      figures[`${what} away: given up by Zendesk`] = lost;
      figures[`${what} away: all shown after`] = `${(tookMs / 1000).toFixed(1)} s`;
      if (violations.length > 0) return { violations, figures };
    }
    return { violations: [], figures };
  },
};

async function away(
  context: RunContext,
  partsOf: (cluster: Cluster) => string[],
): Promise<{ violations: Violation[]; tookMs: number; lost: number }> {
  const { history, seed, long } = context;
  const each = long ? LONG_EACH : SHORT_EACH;
  return withCluster(context, {}, async (cluster, stop) => {
    const tenants = [await cluster.tenant(0), await cluster.tenant(1)];
    const lived = await openConversations(cluster, {
      ...{ count: SESSIONS, tenants, history, random: createRandom(seed), stop: stop.signal },
    });

    const parts = partsOf(cluster).map((name) => cluster.part(name));
    await Promise.all(parts.map((part) => part.kill9()));
    await sleep(1_000);
    for (let n = 1; n <= each; n += 1)
      await Promise.all(
        lived.map(({ ticketId, sessionId }) =>
          cluster.zendesk.says(ticketId, wordsOf(`${sessionId}-a${n}`), SAM),
        ),
      );
    await sleep(OUTAGE_MS);
    const lost = (await cluster.zendesk.call<{ items: unknown[] }>('GET', '/simulator/dropped')).items.length;
    await Promise.all(parts.map((part) => part.start()));
    const backMs = Date.now();
    const all = SESSIONS * (each + 1);
    const isThere = await eventually(() => shownIn(lived) >= all, { withinMs: RECOVERED_WITHIN_MS }).then(
      () => true,
      () => false,
    );
    const tookMs = Date.now() - backMs;
    const late: Violation[] = isThere
      ? []
      : [
          {
            invariant: 'I12',
            what: `${all - shownIn(lived)} of ${all} messages are not there ${tookMs} ms after return`,
          },
        ];
    if (lost < SESSIONS * each)
      late.push({
        invariant: 'I12',
        what: `Zendesk gave up on ${lost} events only: the outage proves nothing`,
      });
    const rest = judge(await settle(cluster, lived, history, 'ended')).filter((one) => !isStillClosing(one));
    return { violations: [...late, ...rest], tookMs, lost };
  });
}
