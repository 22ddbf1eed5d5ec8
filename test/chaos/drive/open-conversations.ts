import { eventually } from '../../support/world/http';
import { ALEX } from '../../support/world/zendesk';
import type { Cluster } from '../cluster/cluster';
import type { Tenant } from '../cluster/tenant';
import type { History } from '../history';
import { shownOfAgents } from '../oracle/facts';
import { wordsOf } from '../plan/plan';
import type { Random } from '../plan/random';
import { createCaller } from './caller';
import { openReader } from './reader';
import type { Lived } from './traffic';

export interface Conversation extends Lived {
  ticketId: string;
}

/** At once; more would only wait for each other. */
const TOGETHER = 8;
const FIRST_WORDS_WITHIN_MS = 60_000;

interface Opening {
  history: History;
  random: Random;
  stop: AbortSignal;
}

/** An open handoff `c<n>`, from 1, with its ticket and a live reader. */
export async function openConversation(
  cluster: Cluster,
  n: number,
  tenant: Tenant,
  { history, random, stop }: Opening,
): Promise<Conversation> {
  const urls = cluster.callersUrls;
  const sessionId = `c${n}`;
  const caller = createCaller({ urls, tenant, history, random, stop });
  await caller.start(sessionId);
  const { id: ticketId } = await cluster.zendesk.ticketOf(tenant.app.appId, sessionId);
  const reader = openReader({ urls, tenant, sessionId, random });
  const plan = { name: sessionId, tenant: 0, startAtMs: 0, words: [], end: null };
  return { plan, sessionId, tenant, caller, reader, ticketId };
}

/**
 * Open handoffs `c1`, `c2`, … of these tenants in turn, each with a live reader who has seen the agent's first word (`c1-a0`).
 * @throws when those words do not come
 */
export async function openConversations(
  cluster: Cluster,
  options: Opening & { count: number; tenants: readonly Tenant[] },
): Promise<Conversation[]> {
  const { count, tenants } = options;
  async function open(n: number): Promise<Conversation> {
    const tenant = tenants[n % tenants.length];
    if (tenant === undefined) throw new Error('no tenant');
    const conversation = await openConversation(cluster, n + 1, tenant, options);
    const { sessionId, ticketId } = conversation;
    await cluster.zendesk.says(ticketId, wordsOf(`${sessionId}-a0`), ALEX);
    return conversation;
  }

  const all: Conversation[] = [];
  for (let made = 0; made < count; made += TOGETHER) {
    const next = Array.from({ length: Math.min(TOGETHER, count - made) }, (_, n) => open(made + n));
    all.push(...(await Promise.all(next)));
  }
  await eventually(() => shownIn(all) === count, {
    withinMs: FIRST_WORDS_WITHIN_MS,
    say: () => 'the first words did not come',
  });
  return all;
}

/** How many messages of agents the readers of these conversations have seen. */
export function shownIn(conversations: readonly Lived[]): number {
  return conversations.reduce((sum, { reader }) => sum + shownOfAgents(reader.events).length, 0);
}
