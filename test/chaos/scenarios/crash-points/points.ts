import { randomBytes } from 'node:crypto';
import { eventually, json } from '../../../support/world/http';
import type { Cluster } from '../../cluster/cluster';
import type { Tenant } from '../../cluster/tenant';
import { wordsOf } from '../../plan/plan';

export interface Scene {
  cluster: Cluster;
  tenant: Tenant;
}

/** One crash point: who dies there, and what makes it come by. */
export interface CrashPoint {
  /** As in builds/failpoints.ts. */
  name: string;
  victim: 'api1' | 'worker1' | 'temporal';
  /** Armed before the handoff is started. Else when it is open, before both sides speak again. */
  isOpening?: true;
  /** A fault rule while it is armed. */
  rule?: Record<string, unknown>;
  /** What makes it come by, where two words of the user and one of the agent do not. */
  act?: (scene: Scene, sessionId: string) => Promise<void>;
}

const slow = (when: 'before' | 'after') => ({
  op: 'postMessage',
  nth: 1,
  when,
  do: { type: 'delay', ms: 1_500 },
});

export const POINTS: readonly CrashPoint[] = [
  { name: 'C1-webhook', victim: 'api1' },
  { name: 'C1-message', victim: 'api1' },
  { name: 'C2-webhook', victim: 'api1' },
  { name: 'C2-message', victim: 'api1' },
  { name: 'C3', victim: 'api1', rule: { op: 'webhook', do: { type: 'batch', n: 3, ms: 1_000 } } },
  { name: 'C4', victim: 'api1', act: saveAgain },
  { name: 'C5', victim: 'api1' },
  { name: 'C6', victim: 'worker1' },
  { name: 'C7', victim: 'worker1', rule: slow('before') },
  { name: 'C8', victim: 'worker1', rule: slow('after') },
  { name: 'C9', victim: 'worker1' },
  { name: 'C9-told', victim: 'worker1' },
  { name: 'C10', victim: 'worker1', isOpening: true },
  { name: 'C11', victim: 'worker1', isOpening: true },
  { name: 'C12-seat', victim: 'worker1', isOpening: true },
  { name: 'C12-agents', victim: 'worker1', isOpening: true },
  { name: 'C13', victim: 'worker1' },
  { name: 'C14', victim: 'worker1', act: growHistory },
  { name: 'C15', victim: 'api1', act: rotateKeys },
  { name: 'C17', victim: 'temporal', act: growHistory },
];

/** The admin saves the connection, and again until the answer comes. */
async function saveAgain({ cluster, tenant }: Scene): Promise<void> {
  const { subdomain, appId, keyId, secret } = tenant.app;
  const url = `${cluster.callersUrls[0] ?? ''}/api/v1/admin/copilots/${tenant.copilotId}/zendesk`;
  const asAdmin = { authorization: `Bearer ${cluster.adminToken}` };
  await eventually(
    async () => {
      const saved = json('PUT', url, { subdomain, appId, keyId, secret }, asAdmin);
      return (await saved.catch(() => undefined))?.status === 200;
    },
    { withinMs: 30_000, say: () => 'the connection was not saved again' },
  );
}

/** More signals than a run of these builds takes, one of which is on its way when the runs change over. */
async function growHistory({ cluster, tenant }: Scene, sessionId: string): Promise<void> {
  const ticket = await cluster.zendesk.ticketOf(tenant.app.appId, sessionId);
  for (let n = 1; n <= 16; n += 1) await cluster.zendesk.says(ticket.id, wordsOf(`${sessionId}-a9${n}`));
}

/** A new key in front: the API dies while it encrypts the stored secrets anew. Then both processes have both keys. */
async function rotateKeys({ cluster }: Scene): Promise<void> {
  const keys = { ENCRYPTION_KEYS: `${randomBytes(32).toString('base64')},${cluster.encryptionKey}` };
  const [api, worker] = [cluster.part('api1'), cluster.part('worker1')];
  await api.term();
  // Dies, and is started again, as by any supervisor.
  await api.start(keys);
  await worker.term();
  await worker.start(keys);
}
