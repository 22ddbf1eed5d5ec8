import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from '../../../support/world/http';
import type { Cluster } from '../../cluster/cluster';
import type { Lived } from '../../drive/traffic';
import type { Violation } from '../../oracle/violation';
import { wordsOf } from '../../plan/plan';

export interface Stage {
  cluster: Cluster;
  lived: Lived;
  ticketId: string;
}

/** What needs a guard, done in one open session; by name of the guard. It may see a violation that no log shows. */
export const EXERCISES: Readonly<Record<string, (stage: Stage) => Promise<Violation[]>>> = {
  /** A webhook brings what a look has found and the session has heard already. */
  async 'seen-set'(stage) {
    const { cluster, lived } = stage;
    const handoff = await lived.caller.handoff(lived.sessionId);
    const late = { op: 'webhook', trigger: 'conversation:message', do: { type: 'delay', ms: 3_000 } };
    await withRule(stage, late, async () => {
      await agentSays(stage, 3);
      const url = `${cluster.callersUrls[0] ?? ''}/api/v1/admin/handoffs/${handoff?.id ?? ''}/retry`;
      await json('POST', url, undefined, { authorization: `Bearer ${cluster.adminToken}` });
      await sleep(5_000);
    });
    return [];
  },
  async 'request-id'(stage) {
    await withRule(stage, { op: 'webhook', do: { type: 'dup', n: 4 } }, () => agentSays(stage, 3));
    return [];
  },
  async 'acknowledge-after-durable'(stage) {
    const { proxies } = stage.cluster;
    await proxies.poison('api-temporal', { type: 'cut' });
    await agentSays(stage, 3);
    await sleep(4_000);
    await proxies.heal('api-temporal');
    return [];
  },
  /** I10: a host that is not Zendesk's hears nothing, whatever a redirect says. */
  async 'no-redirect'(stage) {
    const heard: string[] = [];
    const stranger = createServer((req, res) => {
      heard.push(req.headers.authorization === undefined ? 'a request' : 'a request with our credential');
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/messages`;
    const rule = { op: 'postMessage', nth: 1, times: 2, do: { type: 'redirect', status: 307, location } };
    await withRule(stage, rule, async () => {
      await userSays(stage, 2);
      await sleep(3_000);
    });
    stranger.closeAllConnections();
    await new Promise((resolve) => stranger.close(resolve));
    return heard.map((what) => ({ invariant: 'I10', what: `another host got ${what}` }));
  },
  /** The answers are lost, and so are the echoes, which would prove the same. */
  async 'look-before-resend'(stage) {
    await withRule(stage, { op: 'webhook', do: { type: 'lose' } }, () =>
      withRule(
        stage,
        { op: 'postMessage', nth: 1, times: 2, when: 'after', do: { type: 'reset' } },
        async () => {
          await userSays(stage, 2);
          await sleep(6_000);
        },
      ),
    );
    return [];
  },
  async ordering(stage) {
    const rule = {
      op: 'webhook',
      trigger: 'conversation:message',
      seed: 7,
      do: { type: 'reorder', window: 6, ms: 900 },
    };
    await withRule(stage, rule, async () => {
      await agentSays(stage, 6);
      await sleep(1_500);
    });
    return [];
  },
  /** I1: what was accepted before the user left is still said to the agent, when Zendesk is there. */
  async 'drain-before-end'(stage) {
    const { lived } = stage;
    const rule = { op: 'postMessage', do: { type: 'delay', ms: 600 } };
    return withRule(stage, rule, async () => {
      await userSays(stage, 4);
      await lived.caller.end(lived.sessionId, 'user_ended');
      await sleep(5_000);
      const handoff = await lived.caller.handoff(lived.sessionId);
      return (handoff?.undelivered ?? []).map(({ id }) => ({
        invariant: 'I1' as const,
        session: lived.sessionId,
        what: `${id} was given back although Zendesk was there`,
      }));
    });
  },
};

async function agentSays({ cluster, lived, ticketId }: Stage, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1)
    await cluster.zendesk.says(ticketId, wordsOf(`${lived.sessionId}-a${n}`));
}

async function userSays({ lived }: Stage, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1)
    await lived.caller.send(lived.sessionId, `${lived.sessionId}-u${n}`, false);
}

async function withRule<T>(
  { cluster, lived }: Stage,
  rule: Record<string, unknown>,
  work: () => Promise<T>,
): Promise<T> {
  const takeAway = await cluster.zendesk.fault({ ...rule, appId: lived.tenant.app.appId });
  try {
    return await work();
  } finally {
    await takeAway();
  }
}
