import type { Cluster, ClusterOptions } from './cluster/cluster';
import { withCluster } from './cluster/with-cluster';
import { playNemesis } from './drive/nemesis';
import { playTraffic } from './drive/traffic';
import { judge } from './oracle/judge';
import type { Evidence } from './oracle/evidence';
import { accepted, inZendesk, outcomes, saidByAgents, unknown } from './oracle/facts';
import { excusedStrays } from './oracle/stray';
import type { Plan } from './plan/plan';
import { createRandom } from './plan/random';
import type { RunContext, RunResult } from './scenario';
import { settle } from './settle';

interface Play {
  plan: Plan;
  tenants: number;
  cluster?: Partial<ClusterOptions>;
  /** Done at the same time, beside the plan's own faults. */
  meanwhile?: (cluster: Cluster) => Promise<void>;
  /** Asked for more than the one oracle. */
  judge?: (evidence: Evidence) => RunResult['violations'];
}

/** Traffic lasts no longer than this after the last of its words was due, even when nothing is answered any more. */
const PATIENCE_MS = 60_000;

/** Plays a plan against a cluster of its own, and judges what is left. */
export async function play(context: RunContext, options: Play): Promise<RunResult> {
  const { history, say } = context;
  const { plan, tenants: count } = options;
  return withCluster(context, options.cluster ?? {}, async (cluster, stop) => {
    const tenants = [];
    for (let n = 0; n < count; n += 1) tenants.push(await cluster.tenant(n % cluster.apis.length));
    // The plan's clock begins when everything is up.
    const begunMs = history.nowMs();
    const shifted = shift(plan, begunMs);
    const lastMs = Math.max(
      ...shifted.sessions.flatMap(({ words }) => words.map(({ atMs }) => atMs)),
      begunMs,
    );
    const tooLong = setTimeout(() => stop.abort(), lastMs - begunMs + PATIENCE_MS);
    const random = createRandom(plan.seed + 1);
    const traffic = playTraffic({ cluster, tenants, plan: shifted, history, random, stop: stop.signal });
    await Promise.all([playNemesis(cluster, shifted.nemesis, history), options.meanwhile?.(cluster)]);
    const lived = await traffic;
    clearTimeout(tooLong);
    say(`said; waiting for the rest to arrive (${seconds(history.nowMs() - begunMs)})`);
    const evidence = await settle(cluster, lived, history);
    const violations = [...judge(evidence), ...(options.judge?.(evidence) ?? [])];
    return { violations, plan, figures: figuresOf(evidence, plan) };
  });
}

function shift(plan: Plan, byMs: number): Plan {
  const move = <T extends { atMs: number }>(item: T): T => ({ ...item, atMs: item.atMs + byMs });
  return {
    ...plan,
    nemesis: plan.nemesis.map(move),
    sessions: plan.sessions.map((session) => ({
      ...session,
      startAtMs: session.startAtMs + byMs,
      words: session.words.map(move),
      end: session.end === null ? null : move(session.end),
    })),
  };
}

export function figuresOf({ sessions, runs, zendesk }: Evidence, plan: Plan): RunResult['figures'] {
  const sum = (count: (session: Evidence['sessions'][number]) => number) =>
    sessions.reduce((total, session) => total + count(session), 0);
  const kills = plan.nemesis.filter((op) => op.do === 'kill').length;
  return {
    sessions: sessions.length,
    kills,
    'other faults': plan.nemesis.length - kills,
    'accepted of users': sum((session) => accepted(session).length),
    'in Zendesk': sum((session) => inZendesk(session).length),
    ...undelivered(sessions),
    'stray tickets within the declared time': excusedStrays(zendesk).length,
    'of unknown outcome': sum((session) => unknown(session).size),
    'said by agents': sum((session) => saidByAgents(session).length),
    'requests repeated': sum(
      ({ operations }) => operations.filter(({ outcome }) => outcome === 'unknown').length,
    ),
    'runs of workflows': runs.reduce((total, run) => total + run.runs, 0),
  };
}

/** How many of the accepted were told as failed, or with an outcome that nobody knows, by reason. */
function undelivered(sessions: Evidence['sessions']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const session of sessions) {
    const told = outcomes(session);
    for (const { value, error } of accepted(session).flatMap((id) => told.get(id)?.[0] ?? [])) {
      if (value === 'delivered') continue;
      const name = `told as ${value}: ${error?.code ?? '?'}, ${error?.outcome ?? '?'}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
