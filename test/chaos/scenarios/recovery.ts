import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster';
import { withCluster } from '../cluster/with-cluster';
import { createCaller } from '../drive/caller';
import { wordsOf } from '../plan/plan';
import { createRandom } from '../plan/random';
import type { RunContext, RunResult, Scenario } from '../scenario';

/** Of each part. */
const KILLS = 8;
const KILLS_LONG = 34;
/** From `kill -9`, with a supervisor that starts it again at once, to the first message delivered. */
const WITHIN_MS: Record<string, number> = { api1: 3_000, worker1: 4_000, temporal: 6_000 };
const LOOK_EVERY_MS = 50;
const GIVES_UP_MS = 60_000;
const QUIET_MS = 1_500;

/** G: how soon after a kill the next message of a user is in Zendesk, with one of each process, so that no other stands in. */
export const recovery: Scenario = {
  name: 'recovery',
  about:
    'API, worker and Temporal killed in turn, one of each: how soon the next message is delivered (an idle machine)',
  rows: ['F1', 'F3', 'F5'],
  isLong: true,
  run: (context) =>
    withCluster(context, { apis: 1, workers: 1 }, (cluster, stop) => measure(context, cluster, stop)),
};

async function measure(
  { history, seed, long }: RunContext,
  cluster: Cluster,
  stop: AbortController,
): Promise<RunResult> {
  const tenant = await cluster.tenant(0);
  const caller = createCaller({
    urls: cluster.callersUrls,
    tenant,
    history,
    random: createRandom(seed),
    stop: stop.signal,
  });
  await caller.start('c1');
  const { id: ticketId } = await cluster.zendesk.ticketOf(tenant.app.appId, 'c1');
  let said = 0;
  /** Milliseconds from now until what is said now is in the ticket. */
  async function delivery(): Promise<number> {
    const begunMs = Date.now();
    const id = `c1-u${(said += 1)}`;
    void caller.send('c1', id, false);
    while (Date.now() - begunMs < GIVES_UP_MS) {
      const { transcript } = await cluster.zendesk.ticket(ticketId);
      if (transcript.some(({ content }) => content.text === wordsOf(id))) return Date.now() - begunMs;
      await sleep(LOOK_EVERY_MS);
    }
    stop.abort();
    throw new Error(`${id} was not delivered within ${GIVES_UP_MS} ms`);
  }

  const violations: RunResult['violations'] = [];
  const figures: RunResult['figures'] = { 'with nothing killed': `${await delivery()} ms` };
  for (const [name, withinMs] of Object.entries(WITHIN_MS)) {
    const part = cluster.part(name);
    const tookMs: number[] = [];
    for (let n = 0; n < (long ? KILLS_LONG : KILLS); n += 1) {
      await part.kill9();
      const back = part.start();
      tookMs.push(await delivery());
      await back;
      await sleep(QUIET_MS);
    }
    tookMs.sort((a, b) => a - b);
    const [median, worst] = [tookMs[Math.floor(tookMs.length / 2)] ?? 0, tookMs.at(-1) ?? 0];
    figures[`${name} killed ${tookMs.length} times`] = `median ${median} ms, worst ${worst} ms`;
    if (worst > withinMs)
      violations.push({ invariant: 'I12', what: `${name}: ${worst} ms, and ${withinMs} are allowed` });
  }
  return { violations, figures };
}
