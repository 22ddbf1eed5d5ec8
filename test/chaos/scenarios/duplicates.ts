import { setTimeout as sleep } from 'node:timers/promises';
import { webhookDoor } from '../../support/world/zendesk-api';
import type { Cluster } from '../cluster/cluster';
import { withCluster } from '../cluster/with-cluster';
import type { Tenant } from '../cluster/tenant';
import { openConversations } from '../drive/open-conversations';
import { judge } from '../oracle/judge';
import { wordsOf } from '../plan/plan';
import { createRandom, type Random } from '../plan/random';
import type { RunResult, Scenario } from '../scenario';
import { isStillClosing, settle } from '../settle';

const COPIES = 10;
const AT_ONCE = 16;
const SHORT = { sessions: 10, each: 20 };
/** 50,000 webhooks. */
const LONG = { sessions: 20, each: 250 };
const PAUSE_MS = 250;

/** F20, F21: every webhook ten times, all of them shuffled, so that the first copy of one comes long after the last of another. */
export const duplicates: Scenario = {
  name: 'duplicates',
  about:
    'agents’ words, each webhook ten times and all shuffled: 2,000 (long: 50,000); each is shown once, in order',
  rows: ['F20', 'F21'],
  isLong: true,
  async run(context) {
    const { history, seed, say, long } = context;
    const { sessions, each } = long ? LONG : SHORT;
    return withCluster(context, {}, async (cluster, stop) => {
      const random = createRandom(seed);
      const tenants = [await cluster.tenant(0), await cluster.tenant(1)];
      const lived = await openConversations(cluster, {
        ...{ count: sessions, tenants, history, random, stop: stop.signal },
      });
      await cluster.zendesk.fault({ op: 'webhook', trigger: 'conversation:message', do: { type: 'lose' } });
      for (let n = 1; n <= each; n += 1)
        await Promise.all(
          lived.map(({ ticketId, sessionId }) =>
            cluster.zendesk.says(ticketId, wordsOf(`${sessionId}-a${n}`)),
          ),
        );
      await cluster.zendesk.call('DELETE', '/simulator/faults');
      const posts = (await Promise.all(tenants.map((tenant) => postsOf(cluster, tenant)))).flat();
      say(`${posts.length} webhooks to post`);
      const begunMs = history.nowMs();
      const repeated = await postAll(shuffled(posts, random));
      const tookMs = history.nowMs() - begunMs;
      history.note('posted', { posts: posts.length });
      const violations = judge(await settle(cluster, lived, history, 'ended')).filter(
        (one) => !isStillClosing(one),
      );
      if (posts.length < sessions * each * COPIES)
        violations.push({ invariant: 'I12', what: `${posts.length} webhooks only: the run proves nothing` });
      const figures: RunResult['figures'] = {
        'said by agents': sessions * each,
        'webhooks acknowledged': posts.length,
        'answered "not now" and repeated': repeated,
        'webhooks a second': Math.round(posts.length / (tookMs / 1_000)),
      };
      return { violations, figures };
    });
  },
};

type Post = () => Promise<number>;

/** A post for each copy of what the simulator did not send. */
async function postsOf({ zendesk }: Cluster, { app }: Tenant): Promise<Post[]> {
  const { items } = await zendesk.call<{ items: { event: { type: string } }[] }>(
    'GET',
    `/simulator/dropped?appId=${app.appId}`,
  );
  const door = await webhookDoor({ zendesk, apiUrl: 'http://' }, app);
  return items
    .filter(({ event }) => event.type === 'conversation:message')
    .flatMap(({ event }) => Array.from({ length: COPIES }, () => () => door.post([event], 20_000)));
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items];
  for (let n = all.length - 1; n > 0; n -= 1) {
    const other = random.between(0, n);
    [all[n], all[other]] = [all[other] as T, all[n] as T];
  }
  return all;
}

/** @returns how often one had to be posted again */
async function postAll(posts: readonly Post[]): Promise<number> {
  const waiting = posts.toReversed();
  let again = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let post = waiting.pop(); post !== undefined; post = waiting.pop()) {
        for (;;) {
          // Nobody knows what became of one that was not answered: it is posted again, as Zendesk does.
          const status = await post().catch(() => 503);
          if (status === 200) break;
          if (status < 500) throw new Error(`a webhook was answered ${status}`);
          again += 1;
          await sleep(PAUSE_MS);
        }
      }
    }),
  );
  return again;
}
