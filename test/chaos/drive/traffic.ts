import { setTimeout as sleep } from 'node:timers/promises';
import { ALEX, SAM, type Ticket } from '../../support/world/zendesk';
import type { Cluster } from '../cluster/cluster';
import type { Tenant } from '../cluster/tenant';
import type { History } from '../history';
import { wordsOf, type Plan, type SessionPlan } from '../plan/plan';
import type { Random } from '../plan/random';
import { createCaller, type Caller } from './caller';
import { openReader, type Reader } from './reader';

/** A session as it was lived: who called, and what the user saw. */
export interface Lived {
  plan: SessionPlan;
  sessionId: string;
  tenant: Tenant;
  caller: Caller;
  reader: Reader;
}

interface Options {
  cluster: Cluster;
  tenants: readonly Tenant[];
  plan: Plan;
  history: History;
  random: Random;
  stop: AbortSignal;
}

/** Plays the conversations of a plan, all at once. Resolves when everything that was to be said has been said. */
export async function playTraffic(options: Options): Promise<Lived[]> {
  const { cluster, tenants, plan, history, random, stop } = options;
  return Promise.all(
    plan.sessions.map(async (session) => {
      const tenant = tenants[session.tenant % tenants.length];
      if (tenant === undefined) throw new Error('no tenant');
      const urls = cluster.callersUrls;
      const caller = createCaller({ urls, tenant, history, random, stop });
      await until(history, session.startAtMs);
      const { name: sessionId } = session;
      await caller.start(sessionId);
      const reader = openReader({ urls, tenant, sessionId, random });
      const lived = { plan: session, sessionId, tenant, caller, reader };
      await Promise.all([userSide(lived, history), agentSide(lived, options)]);
      return lived;
    }),
  );
}

async function userSide({ plan, sessionId, caller }: Lived, history: History): Promise<void> {
  const talk = async () => {
    for (const { atMs, id, givesUp } of plan.words.filter(({ from }) => from === 'user')) {
      await until(history, atMs);
      await caller.send(sessionId, id, givesUp === true);
    }
  };
  const leave = async () => {
    if (plan.end === null || plan.end.by === 'agent' || plan.end.by === 'ticket') return;
    await until(history, plan.end.atMs);
    await caller.end(sessionId, plan.end.by === 'user' ? 'user_ended' : 'copilot_ended');
  };
  await Promise.all([talk(), leave()]);
}

async function agentSide(lived: Lived, { cluster, history, stop }: Options): Promise<void> {
  const { plan, sessionId } = lived;
  const ticket = await untilTicket(lived, cluster, stop);
  if (ticket === undefined) return;
  const act = async (what: 'say' | 'end', id: string | undefined, work: () => Promise<unknown>) => {
    const atMs = history.nowMs();
    // What an agent really said is the simulator's word; a closed ticket refuses, a frozen one stays silent.
    const done = await work().then(
      () => true,
      () => false,
    );
    history.did({
      f: what,
      session: sessionId,
      ...(id === undefined ? {} : { id }),
      atMs,
      outcome: done ? 'ok' : 'unknown',
      status: null,
    });
  };
  const talk = async () => {
    for (const [n, { atMs, id }] of plan.words.filter(({ from }) => from === 'agent').entries()) {
      await until(history, atMs);
      await act('say', id, () => cluster.zendesk.says(ticket.id, wordsOf(id), n % 7 === 6 ? ALEX : SAM));
    }
  };
  const leave = async () => {
    if (plan.end === null || plan.end.by === 'user' || plan.end.by === 'copilot') return;
    await until(history, plan.end.atMs);
    await act('end', undefined, () =>
      plan.end?.by === 'ticket'
        ? cluster.zendesk.closeTicket(ticket.id)
        : cluster.zendesk.act(ticket.id, 'end-session', { agentId: SAM }),
    );
  };
  await Promise.all([talk(), leave()]);
}

async function untilTicket(
  { sessionId, tenant }: Lived,
  { zendesk }: Cluster,
  stop: AbortSignal,
): Promise<Ticket | undefined> {
  while (!stop.aborted) {
    try {
      const found = (await zendesk.tickets(tenant.app.appId)).find(
        ({ metadata }) => metadata['sessionId'] === sessionId,
      );
      if (found !== undefined) return found;
    } catch {
      // A simulator that is frozen just now.
    }
    await sleep(400);
  }
  return undefined;
}

async function until(history: History, atMs: number): Promise<void> {
  const waitMs = atMs - history.nowMs();
  if (waitMs > 0) await sleep(waitMs);
}
