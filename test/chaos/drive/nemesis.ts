import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { runCommand } from '../../../scripts/processes/run-command';
import type { Cluster } from '../cluster/cluster';
import type { Part } from '../cluster/part';
import type { History } from '../history';
import type { NemesisOp } from '../plan/plan';

/** Carries out the plan's faults, and undoes each after its time. Resolves when all are undone. */
export async function playNemesis(
  cluster: Cluster,
  ops: readonly NemesisOp[],
  history: History,
): Promise<void> {
  await Promise.all(
    ops.map(async (op) => {
      const waitMs = op.atMs - history.nowMs();
      if (waitMs > 0) await sleep(waitMs);
      history.note('nemesis', { ...op });
      const undo = await strike(cluster, op);
      await sleep(op.forMs);
      await undo();
      history.note('undone', { id: op.id });
    }),
  );
  await cluster.proxies.healAll();
}

type Undo = () => Promise<void>;

async function strike(cluster: Cluster, op: NemesisOp): Promise<Undo> {
  switch (op.do) {
    case 'kill':
      await cluster.part(op.part).kill9();
      return () => cluster.part(op.part).start();
    case 'term':
      // A deploy: what comes after waits until it has drained.
      await cluster.part(op.part).term();
      return () => cluster.part(op.part).start();
    case 'freeze':
      cluster.part(op.part).freeze();
      return () => cluster.part(op.part).start();
    case 'handles':
      return takeHandles(cluster.part(op.part));
    case 'heap':
      await fillHeap(cluster.part(op.part));
      return () => cluster.part(op.part).start();
    case 'tcp':
      await cluster.proxies.poison(op.proxy, op.toxic).catch(ifAlreadyThere);
      return () => cluster.proxies.heal(op.proxy);
    case 'rule':
      return cluster.zendesk.fault(op.rule).catch(() => () => Promise.resolve());
    case 'lock':
      return lockTable(cluster.databaseUrl, op.table);
    case 'refuse':
      cluster.receiver.status = op.status;
      return () => {
        cluster.receiver.status = 204;
        return Promise.resolve();
      };
  }
}

const FEWER_THAN_ANY_PROCESS_HAS = 16;

/**
 * What is open stays open; nothing can be opened any more. Needs Linux's `prlimit`. A worker may die of it: Node itself aborts
 * when a script with a time limit gets no event loop. As a supervisor does, it is started again.
 */
async function takeHandles(part: Part): Promise<Undo> {
  const { pid } = part;
  const limit = (soft: string) =>
    runCommand('prlimit', ['--pid', String(pid), `--nofile=${soft}:`], { timeoutMs: 5_000 });
  await limit(String(FEWER_THAN_ANY_PROCESS_HAS));
  return async () => {
    await limit('1024');
    if (part.pid === -1) await part.start();
  };
}

const DIES_WITHIN_MS = 45_000;

/** Until it dies of it. Needs a process that was started with `HUNGRY`. */
async function fillHeap(part: Part): Promise<void> {
  if (part.pid === -1) await part.start();
  const { exits, pid } = part;
  process.kill(pid, 'SIGUSR2');
  const deadlineMs = Date.now() + DIES_WITHIN_MS;
  while (part.exits === exits && Date.now() < deadlineMs) await sleep(50);
}

/** Two faults of one kind on one pair at a time: the first stands for both. */
function ifAlreadyThere(thrown: unknown): void {
  if (!(thrown instanceof Error) || !thrown.message.includes('409')) throw thrown;
}

/** Everybody who reads or writes the table waits until it is let go. */
async function lockTable(databaseUrl: string, table: string): Promise<Undo> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}
