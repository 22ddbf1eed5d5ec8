import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionEvent } from '../../../contract/events';
import type { Handoff } from '../../../contract/handoff';
import type { Tenant } from '../cluster/tenant';
import { outcomeOf, type History, type Operation, type Outcome } from '../history';
import { wordsOf } from '../plan/plan';
import type { Random } from '../plan/random';

const TIMEOUT_MS = 6_000;
const PAUSE_MS = 250;

interface Answer<T> {
  status: number | null;
  body: T | undefined;
}

/** A copilot's backend behind a load balancer: it calls any of the APIs, and repeats until it knows. */
export interface Caller {
  start(sessionId: string): Promise<Outcome>;
  send(sessionId: string, id: string, givesUp: boolean): Promise<Outcome>;
  end(sessionId: string, reason: 'user_ended' | 'copilot_ended'): Promise<Outcome>;
  handoff(sessionId: string): Promise<Handoff | undefined>;
  log(sessionId: string): Promise<SessionEvent[]>;
}

export function createCaller(options: {
  urls: readonly string[];
  tenant: Tenant;
  history: History;
  random: Random;
  stop: AbortSignal;
}): Caller {
  const { urls, tenant, history, random, stop } = options;
  const headers = { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' };

  async function once<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    try {
      const response = await fetch(`${random.pick(urls)}/api/v1${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as T };
    } catch {
      // Cut, reset, too late: whatever it was, nobody knows what became of the request.
      return { status: null, body: undefined };
    }
  }

  /** Repeats the same request while its outcome is unknown. */
  async function insist(
    what: Pick<Operation, 'f' | 'session' | 'id'>,
    ask: () => Promise<Answer<unknown>>,
    tries = Infinity,
  ): Promise<Outcome> {
    for (let n = 1; ; n += 1) {
      const atMs = history.nowMs();
      const { status } = await ask();
      const outcome = outcomeOf(status);
      history.did({ ...what, atMs, outcome, status });
      if (outcome !== 'unknown' || n >= tries || stop.aborted) return outcome;
      await sleep(PAUSE_MS);
    }
  }

  async function read<T>(path: string): Promise<T | undefined> {
    for (;;) {
      const { status, body } = await once<T>('GET', path);
      if (status === 200 && body !== undefined) return body;
      if (status === 404 || stop.aborted) return undefined;
      await sleep(PAUSE_MS);
    }
  }

  return {
    start: (session) =>
      insist({ f: 'start', session }, () =>
        once('POST', '/handoffs', { sessionId: session, user: { name: `User of ${session}` } }),
      ),
    send: (session, id, givesUp) =>
      insist(
        { f: 'send', session, id },
        () => once('POST', `/handoffs/${session}/messages`, { id, text: wordsOf(id) }),
        givesUp ? 1 : Infinity,
      ),
    end: (session, reason) =>
      insist({ f: 'end', session }, () => once('POST', `/handoffs/${session}/end`, { reason })),
    handoff: async (session) => (await read<{ handoff: Handoff }>(`/handoffs/${session}`))?.handoff,
    async log(session) {
      const all: SessionEvent[] = [];
      for (;;) {
        const after = all.at(-1)?.seq ?? 0;
        const page = await read<{ items: SessionEvent[]; lastSeq: number }>(
          `/sessions/${session}/events?after=${after}&limit=500`,
        );
        all.push(...(page?.items ?? []));
        if (page === undefined || page.items.length === 0 || (all.at(-1)?.seq ?? 0) >= page.lastSeq)
          return all;
      }
    },
  };
}
