import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, json } from '../../support/world/http';
import type { Cluster } from '../cluster/cluster';
import { usageOf, type Usage } from '../cluster/usage';
import { withCluster } from '../cluster/with-cluster';
import { createCaller } from '../drive/caller';
import { openReader, type Reader } from '../drive/reader';
import { openSocketReader, type SocketReader } from '../drive/socket-reader';
import type { Lived } from '../drive/traffic';
import { judge } from '../oracle/judge';
import type { Violation } from '../oracle/violation';
import { createRandom } from '../plan/random';
import type { RunContext, RunResult, Scenario } from '../scenario';
import { isStillClosing, settle } from '../settle';

const SESSIONS = 10;
/** Of each session: widgets' lines, as many as a session may have, and streams of backends. A thousand together. */
const SOCKETS = 20;
const STREAMS = 80;
const ROUNDS = 3;
const LONG_ROUNDS = 10;
const CUT_MS = 1_000;
const BACK_WITHIN_MS = 60_000;
/** One session in so many talks at a time: a hundred views look at each word of it. */
const TALKING_ONE_IN = 4;
const ORIGIN = 'https://shop.example';
/** What a round may leave behind: lines of the database's pool, and what the collector has not taken yet. */
const HANDLES_SLACK = 40;
const RESIDENT_SLACK_MB = 150;

/** F28: a thousand live views are cut off at once, again and again, and an API dies, while both sides talk. */
export const reconnects: Scenario = {
  name: 'reconnects',
  about: 'a thousand live views cut off at once three times (long: ten), then an API killed, under traffic',
  rows: ['F28'],
  isLong: true,
  async run(context) {
    const { history, seed } = context;
    return withCluster(context, {}, async (cluster, stop) => {
      const tenant = await cluster.tenant(0);
      const publicToken = await allowWidgets(cluster, tenant.copilotId);
      const random = createRandom(seed);
      const urls = cluster.callersUrls;
      const followed = await Promise.all(
        Array.from({ length: SESSIONS }, async (_, n): Promise<Followed> => {
          const { session, token } = await newSession(urls[n % 2] ?? '', publicToken);
          const caller = createCaller({ urls, tenant, history, random, stop: stop.signal });
          await caller.start(session.id);
          const { id: ticketId } = await cluster.zendesk.ticketOf(tenant.app.appId, session.id);
          const streams = Array.from({ length: STREAMS }, () =>
            openReader({ urls, tenant, sessionId: session.id, random }),
          );
          const sockets = Array.from({ length: SOCKETS }, (_unused, place) =>
            openSocketReader({ url: urls[place % 2] ?? '', sessionId: session.id, token, origin: ORIGIN }),
          );
          const [reader] = streams;
          if (reader === undefined) throw new Error('no stream');
          const plan = { name: `r${n + 1}`, tenant: 0, startAtMs: 0, words: [], end: null };
          return { plan, sessionId: session.id, tenant, caller, reader, ticketId, streams, sockets };
        }),
      );
      return await cutAgainAndAgain(context, cluster, followed);
    });
  },
};

interface Followed extends Lived {
  ticketId: string;
  streams: Reader[];
  sockets: SocketReader[];
}

async function cutAgainAndAgain(
  { history, long, say }: RunContext,
  cluster: Cluster,
  followed: Followed[],
): Promise<RunResult> {
  const violations: Violation[] = [];
  const views = followed.flatMap(({ streams, sockets }) => [...streams, ...sockets]);
  const rounds = long ? LONG_ROUNDS : ROUNDS;
  const usages: Usage[][] = [];
  const measure = async () => usages.push(await Promise.all(cluster.apis.map(({ pid }) => usageOf(pid))));
  let said = 0;
  let worstBackMs = 0;
  const talk = async () => {
    said += 1;
    const talking = followed.filter((_, n) => n % TALKING_ONE_IN === said % TALKING_ONE_IN);
    await Promise.all(
      talking.map(({ caller, sessionId, ticketId, plan: { name } }) =>
        Promise.all([
          caller.send(sessionId, `${name}.u${said}`, false),
          cluster.zendesk.says(ticketId, `${name}.a${said}`),
        ]),
      ),
    );
  };
  const allThere = async (what: string) => {
    const fromMs = history.nowMs();
    const lengths = await Promise.all(followed.map(({ caller, sessionId }) => caller.log(sessionId)));
    await eventually(
      () =>
        followed.every(({ streams, sockets }, n) =>
          [...streams, ...sockets].every(({ events }) => events.length >= (lengths[n]?.length ?? 0)),
        ),
      { withinMs: BACK_WITHIN_MS },
    ).catch(() => {
      const behind = followed.flatMap(({ streams, sockets }, n) =>
        [...streams, ...sockets].filter(({ events }) => events.length < (lengths[n]?.length ?? 0)),
      );
      violations.push({ invariant: 'I12', what: `${behind.length} views are behind ${what}` });
    });
    worstBackMs = Math.max(worstBackMs, history.nowMs() - fromMs);
  };

  await talk();
  await allThere('at the start');
  await measure();
  for (let round = 1; round <= rounds; round += 1) {
    const names = ['callers1', 'callers2'];
    await Promise.all(names.map((name) => cluster.proxies.poison(name, { type: 'cut' })));
    const meanwhile = talk();
    await sleep(CUT_MS);
    await Promise.all(names.map((name) => cluster.proxies.heal(name)));
    await Promise.all([meanwhile, talk()]);
    await allThere(`after cut ${round}`);
    await measure();
    say(`cut ${round} of ${rounds}: all back`);
  }
  const api = cluster.part('api1');
  await api.kill9();
  const meanwhile = talk();
  await api.start();
  await meanwhile;
  await allThere('after the API was killed');

  violations.push(...growth(usages));
  const comebacks = views.reduce((sum, view) => sum + view.reconnects, 0);
  if (comebacks < views.length * rounds)
    violations.push({ invariant: 'I12', what: `${comebacks} reconnects only: nothing is shown` });
  const evidence = await settle(cluster, followed, history, 'ended');
  violations.push(...judge(evidence).filter((one) => !isStillClosing(one)));
  for (const { sessionId, streams, sockets } of followed) {
    const log = evidence.sessions.find(({ session }) => session === sessionId)?.log ?? [];
    for (const { events, faults } of [...streams, ...sockets]) {
      for (const fault of faults)
        violations.push({ invariant: 'I5', session: sessionId, what: `a view: ${fault}` });
      if (events.length < log.length)
        violations.push({
          invariant: 'I4',
          session: sessionId,
          what: `a view has ${events.length} of ${log.length} events`,
        });
    }
  }
  await Promise.all(views.map((view) => view.close()));
  const [first, last] = [usages[1]?.[1], usages.at(-1)?.[1]];
  const figures = {
    'live views': views.length,
    reconnects: comebacks,
    'events in all views': views.reduce((sum, { events }) => sum + events.length, 0),
    'longest until all had everything': `${(worstBackMs / 1_000).toFixed(1)} s`,
    'API after the first cut': `${first?.handles ?? '?'} handles, ${first?.residentMb ?? '?'} MB`,
    'API after the last cut': `${last?.handles ?? '?'} handles, ${last?.residentMb ?? '?'} MB`,
  };
  return { violations, figures };
}

/** From the first cut to the last: a line that was cut off leaves nothing behind. Both APIs together: views choose either. */
function growth(usages: readonly Usage[][]): Violation[] {
  const sum = (usage: readonly Usage[] | undefined, of: keyof Usage) =>
    (usage ?? []).reduce((total, one) => total + one[of], 0);
  return (
    [
      ['handles', HANDLES_SLACK],
      ['residentMb', RESIDENT_SLACK_MB],
    ] as const
  ).flatMap(([of, slack]) => {
    const [first, last] = [sum(usages[1], of), sum(usages.at(-1), of)];
    if (last <= first + slack) return [];
    return [{ invariant: 'I12' as const, what: `${of} of the APIs grew from ${first} to ${last}` }];
  });
}

async function allowWidgets(cluster: Cluster, copilotId: string): Promise<string> {
  const { body } = await json<{ copilot: { publicToken: string } }>(
    'PATCH',
    `${cluster.callersUrls[0] ?? ''}/api/v1/admin/copilots/${copilotId}`,
    { allowedOrigins: [ORIGIN] },
    { authorization: `Bearer ${cluster.adminToken}` },
  );
  return body.copilot.publicToken;
}

async function newSession(url: string, publicToken: string) {
  const { body } = await json<{ session: { id: string }; token: string }>(
    'POST',
    `${url}/api/v1/widget/sessions`,
    {},
    { authorization: `Bearer ${publicToken}`, origin: ORIGIN },
  );
  return body;
}
