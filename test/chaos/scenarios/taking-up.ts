import { SAM } from '../../support/world/zendesk';
import { eventually } from '../../support/world/http';
import type { Cluster } from '../cluster/cluster';
import { withCluster } from '../cluster/with-cluster';
import { openConversations, shownIn, type Conversation } from '../drive/open-conversations';
import { judge } from '../oracle/judge';
import type { Violation } from '../oracle/violation';
import { wordsOf } from '../plan/plan';
import { createRandom } from '../plan/random';
import type { RunContext, RunResult, Scenario } from '../scenario';
import { isStillClosing, settle } from '../settle';

const SESSIONS = 24;
const SESSIONS_LONG = 64;
/** Words of agents in each before the kill, one at a time: a history grows by about ten events with each. */
const WORDS = 40;
/** From the kill to the last one heard: a start of the worker, and a replay for each. On an idle machine it is half of that. */
const START_MS = 8_000;
const REPLAY_MS = 800;
const GIVES_UP_MS = 120_000;

/**
 * F3 with many in the middle of a long conversation: a worker that comes back replays every session that speaks, and each
 * replay has the time of a workflow task. Too many at once outlast it, all begin anew, and none is heard.
 */
export const takingUp: Scenario = {
  name: 'taking-up',
  about: 'the worker killed under many long conversations that all speak at once: how soon the last is heard',
  rows: ['F3'],
  isLong: true,
  async run(context) {
    return withCluster(context, { apis: 1, workers: 1 }, async (cluster, stop) => {
      const conversations = await openConversations(cluster, {
        count: context.long ? SESSIONS_LONG : SESSIONS,
        tenants: [await cluster.tenant(0)],
        ...{ history: context.history, random: createRandom(context.seed), stop: stop.signal },
      });
      return measure(context, cluster, conversations);
    });
  },
};

async function measure(
  { history }: RunContext,
  cluster: Cluster,
  conversations: readonly Conversation[],
): Promise<RunResult> {
  const count = conversations.length;
  const sayInEach = (n: number) =>
    Promise.all(
      conversations.map(({ ticketId, sessionId }) =>
        cluster.zendesk.says(ticketId, wordsOf(`${sessionId}-a${n}`), SAM),
      ),
    );
  const heard = (wanted: number) =>
    eventually(() => shownIn(conversations) >= wanted, { withinMs: GIVES_UP_MS }).then(
      () => Date.now(),
      () => Infinity,
    );
  const begunMs = Date.now();
  for (let n = 1; n <= WORDS; n += 1) {
    await sayInEach(n);
    await heard(count * (n + 1));
  }
  const saidMs = Date.now() - begunMs;

  const [worker] = cluster.workers;
  if (worker === undefined) throw new Error('no worker');
  await worker.kill9();
  const backMs = Date.now();
  const ready = worker.start();
  await sayInEach(WORDS + 1);
  const firstMs = (await heard(count * (WORDS + 1) + 1)) - backMs;
  const lastMs = (await heard(count * (WORDS + 2))) - backMs;
  await ready;

  const withinMs = START_MS + count * REPLAY_MS;
  const late: Violation[] =
    lastMs <= withinMs
      ? []
      : [{ invariant: 'I12', what: `the last of ${count} was heard after ${lastMs} ms, not ${withinMs}` }];
  const rest = judge(await settle(cluster, conversations, history, 'ended'));
  return {
    violations: [...late, ...rest.filter((one) => !isStillClosing(one))],
    figures: {
      [`${WORDS} words in each of ${count} sessions`]: `${(saidMs / 1_000).toFixed(1)} s`,
      'first heard after the kill': `${(firstMs / 1_000).toFixed(1)} s`,
      'last heard after the kill': `${(lastMs / 1_000).toFixed(1)} s`,
    },
  };
}
