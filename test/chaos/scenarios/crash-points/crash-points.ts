import { eventually } from '../../../support/world/http';
import { buildSources } from '../../builds/build';
import { createSwitches, failpointFunction, failpointPatches } from '../../builds/failpoints';
import { withCluster } from '../../cluster/with-cluster';
import { createCaller, type Caller } from '../../drive/caller';
import { openReader } from '../../drive/reader';
import type { Lived } from '../../drive/traffic';
import { judge } from '../../oracle/judge';
import { inParts } from '../../parts';
import { wordsOf } from '../../plan/plan';
import { createRandom } from '../../plan/random';
import type { RunContext, RunResult, Scenario } from '../../scenario';
import { settle } from '../../settle';
import { POINTS, type CrashPoint, type Scene } from './points';

const SEEDS = 20;
const FIRES_MS = 30_000;

/** G2: each process is killed at exactly the line, once for each crash point, in a conversation of its own. */
export const crashPoints: Scenario = {
  name: 'crash-points',
  about: 'C1–C17: killed at exactly the line, and what was under way taken up again; long: 20 times',
  rows: ['F1', 'F3', 'F5', 'F22', 'F33'],
  async run(context) {
    const root = await buildSources(`crash-points-${process.pid}`, failpointPatches(), failpointFunction);
    const rounds = { count: context.long ? SEEDS : 1, name: 'round' };
    return inParts(context, rounds, (round) => runAll({ ...round, root }));
  },
};

type Switches = ReturnType<typeof createSwitches>;

async function runAll(context: RunContext): Promise<RunResult> {
  const { folder, history, seed } = context;
  const switches = createSwitches(`${folder}/failpoints`);
  const random = createRandom(seed);
  const lived: Lived[] = [];
  let died = 0;
  return withCluster(context, { env: switches.env, apis: 1, workers: 1 }, async (cluster, stop) => {
    const tenant = await cluster.tenant(0);
    const urls = cluster.callersUrls;
    for (const [n, point] of POINTS.entries()) {
      const sessionId = `c${n + 1}`;
      const caller = createCaller({ urls, tenant, history, random, stop: stop.signal });
      const plan = { name: sessionId, tenant: 0, startAtMs: 0, words: [], end: null };
      const reader = openReader({ urls, tenant, sessionId, random });
      const one = { plan, sessionId, tenant, caller, reader };
      lived.push(one);
      const tookMs = await dieAndRecover(point, one, { cluster, tenant }, switches);
      history.note('recovered', { point: point.name, tookMs });
      died += 1;
    }
    const violations = judge(await settle(cluster, lived, history));
    return { violations, figures: { 'crash points': POINTS.length, 'killed at the line': died } };
  });
}

/** @returns milliseconds from when the victim was back to when both sides were heard again */
async function dieAndRecover(
  point: CrashPoint,
  { caller, sessionId }: Lived,
  scene: Scene,
  switches: Switches,
): Promise<number> {
  const { name, isOpening, rule, act } = point;
  const { cluster, tenant } = scene;
  const victim = cluster.part(point.victim);
  const exits = victim.exits;
  const arm = () => switches.arm(name, point.victim === 'temporal' ? victim.pid : 'self');
  const speak = async (u: number[], a: number[]) => {
    for (const n of u) await caller.send(sessionId, `${sessionId}-u${n}`, false);
    const ticket = await cluster.zendesk.ticketOf(tenant.app.appId, sessionId);
    for (const n of a) await cluster.zendesk.says(ticket.id, wordsOf(`${sessionId}-a${n}`));
  };
  const open = async () => {
    await caller.start(sessionId);
    await speak([1], [1]);
  };

  if (isOpening === true) arm();
  else await open();
  const takeAway = rule && (await cluster.zendesk.fault({ ...rule, appId: tenant.app.appId }));
  if (isOpening !== true) arm();
  const underWay = Promise.all([
    (isOpening === true ? open() : Promise.resolve()).then(() => speak([2, 3], [2])),
    act?.(scene, sessionId),
  ]);
  // Handled below; a failure meanwhile must not end the whole run unseen.
  underWay.catch(() => undefined);
  await eventually(() => switches.hasFired(name), {
    withinMs: FIRES_MS,
    say: () => `${name} was not reached`,
  });
  await eventually(() => victim.exits > exits);
  await victim.start();
  const backMs = Date.now();
  await underWay;
  await takeAway?.();
  await speak([4], [3]);
  await untilHeard(caller, sessionId);
  return Date.now() - backMs;
}

async function untilHeard(caller: Caller, sessionId: string): Promise<void> {
  await eventually(
    async () => {
      const log = await caller.log(sessionId);
      const settled = log.some(
        (event) =>
          event.type === 'message_status' &&
          event.status.value === 'delivered' &&
          event.status.messageId === `${sessionId}-u4`,
      );
      const shown = log.some(
        (event) => event.type === 'message' && event.message.text === wordsOf(`${sessionId}-a3`),
      );
      return settled && shown;
    },
    { withinMs: 60_000, say: () => `${sessionId} was not taken up again` },
  );
}
