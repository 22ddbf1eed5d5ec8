import { setTimeout as sleep } from 'node:timers/promises';
import { openRuns } from './oracle/runs';
import { accepted, outcomes, saidByAgents, shownOfAgents } from './oracle/facts';
import { collect, type Evidence } from './oracle/evidence';
import type { Violation } from './oracle/violation';
import { STILL_RUNS } from './oracle/whole';
import type { Cluster } from './cluster/cluster';
import { redeliverLate } from './drive/operator';
import type { Lived } from './drive/traffic';
import type { History } from './history';

const ARRIVE_MS = 90_000;
/** The last look of a closing comes half a minute after the end. */
const CLOSE_MS = 60_000;
const LOOK_EVERY_MS = 1_500;

/**
 * Heals everything, lets what is under way arrive, ends what is still open, and waits until nothing runs any more. Never throws
 * for a thing that does not come: that is for the oracle to say.
 * @param until `ended`: what follows an end in Zendesk is not waited for
 */
export async function settle(
  cluster: Cluster,
  lived: readonly Lived[],
  history: History,
  until: 'ended' | 'closed' = 'closed',
): Promise<Evidence> {
  const { temporal, simulator, apis, workers, proxies, zendesk, receiver } = cluster;
  await proxies.healAll();
  await Promise.all([temporal, simulator, ...apis, ...workers].map((part) => part.start()));
  await zendesk.call('DELETE', '/simulator/faults');
  receiver.status = 204;
  history.note('healed');
  // An end by us looks for what webhooks lost, so what an agent said need not be there before it.
  const open = await openOnes(lived);
  await waitUntil(ARRIVE_MS, async () =>
    hasArrived(await collect(cluster, open, history, 'sessions'), 'out'),
  );
  history.note('arrived');
  for (const { caller, sessionId } of open) await caller.end(sessionId, 'copilot_ended');
  await waitUntil(ARRIVE_MS, async () => {
    await redeliverLate(cluster, lived);
    const evidence = await collect(cluster, lived, history, 'sessions');
    return (
      hasArrived(evidence, 'both') && evidence.sessions.every(({ handoff }) => handoff?.state === 'ended')
    );
  });
  history.note('ended');
  await waitUntil(until === 'ended' ? 0 : CLOSE_MS, async () => {
    await redeliverLate(cluster, lived);
    return (await openRuns({ address: temporal.address, namespace: 'default' })) === 0;
  });
  history.note('closed');
  await sleep(500);
  const evidence = await collect(cluster, lived, history);
  await Promise.all(lived.map(({ reader }) => reader.close()));
  return evidence;
}

/** A run that was not waited for (`until: 'ended'`) is no fault. */
export function isStillClosing({ what }: Violation): boolean {
  return what.endsWith(STILL_RUNS);
}

async function openOnes(lived: readonly Lived[]): Promise<Lived[]> {
  const states = await Promise.all(lived.map(({ caller, sessionId }) => caller.handoff(sessionId)));
  return lived.filter((_, place) => states[place]?.state !== 'ended');
}

function hasArrived(evidence: Evidence, ways: 'out' | 'both'): boolean {
  return evidence.sessions.every((session) => {
    const told = outcomes(session);
    if (!accepted(session).every((id) => told.has(id))) return false;
    if (ways === 'out') return true;
    const said = saidByAgents(session).length;
    const told200 = session.callbacks.some(({ type }) => type === 'handoff.ended');
    return [session.log, session.streamed].every((log) => shownOfAgents(log).length >= said) && told200;
  });
}

async function waitUntil(withinMs: number, look: () => Promise<boolean>): Promise<boolean> {
  const deadlineMs = Date.now() + withinMs;
  while (Date.now() < deadlineMs) {
    if (await look()) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}
