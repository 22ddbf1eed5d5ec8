import { Client, Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { handoffInput, handoffStartOptions, HANDOFF_WORKFLOW } from '../../workflows/messages';
import { newState, type State } from '../../workflows/state';
import { eventually } from '../../test/support/world/http';
import type { World } from '../../test/support/world/world';
import type { OpenSessions } from '../paths/product';
import type { BenchServer } from '../servers/server';
import { cpuMs } from './cpu';
import { residentMb } from './memory';

/** Nobody has talked for so long that they look for missed messages every quarter of an hour only (ADR 0051). */
const QUIET_FOR_MS = 3_600_000;
/** A worker that uses less of a core is at rest. */
const AT_REST = 0.25;
const LOOK_MS = 3_000;
const AT_REST_WITHIN_MS = 900_000;

export interface Idle {
  handoffs: number;
  apiMb: number;
  workerMb: number;
  serverMb: number;
  /** A worker that is killed and started again: until it is ready, and until the first message of a session is shown. */
  workerReadyMs: number;
  firstMessageMs: number;
}

/**
 * Open handoffs that nobody talks in. Their runs are started in the middle, with the state that an opening leaves behind:
 * ten thousand openings would be a benchmark of their own.
 */
export async function idle(
  server: BenchServer,
  world: World,
  product: OpenSessions,
  handoffs: number,
): Promise<Idle> {
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, namespace: server.namespace });
  const copilotId = product.copilot.copilotId;
  // One that is there: of one that is not, each would ask again after ten seconds, all at once, in the middle of the kill.
  const [{ conversationId: there } = { conversationId: '' }] = product.sessions;
  const open = async (n: number) => {
    const id = `ho_idle-${handoffs}-${n}`;
    const handoff = {
      id,
      copilotId,
      sessionId: `idle-${n}`,
      createdAt: new Date(Date.now() - QUIET_FOR_MS).toISOString(),
    };
    const timers = { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0 };
    const input = handoffInput({ handoff, notBefore: null }, timers);
    const state: State = {
      ...newState(input),
      ...{ step: 'open', passTried: true, agentSpoke: true, agentsSeenInControl: true },
      conversationId: there,
    };
    await client.workflow.start(HANDOFF_WORKFLOW, {
      ...handoffStartOptions(`handoff:${copilotId}:${id}`, input),
      args: [state],
    });
  };
  for (let made = 0; made < handoffs; made += 50)
    await Promise.all(Array.from({ length: Math.min(50, handoffs - made) }, (_, n) => open(made + n)));
  const [api, worker] = world.processes;
  if (api === undefined || worker === undefined) throw new Error('API and worker run apart');
  // Each begins with a look at its conversation, and a kill in the middle of a thousand of those measures the queue.
  await eventually(() => isAtRest(worker.pid), { withinMs: AT_REST_WITHIN_MS });
  const apiMb = await residentMb(api.pid);
  const workerMb = await residentMb(worker.pid);
  const serverMb = await residentMb(server.pid);
  await worker.kill9();
  const killedMs = performance.now();
  const again = await world.start.worker();
  const workerReadyMs = performance.now() - killedMs;
  world.processes[1] = again;
  await eventually(() => product.webhook.send(0).then(() => true), { withinMs: 60_000 });
  const firstMessageMs = performance.now() - killedMs;
  for (let made = 0; made < handoffs; made += 100)
    await Promise.all(
      Array.from({ length: Math.min(100, handoffs - made) }, (_, n) =>
        client.workflow.getHandle(`handoff:${copilotId}:ho_idle-${handoffs}-${made + n}`).terminate(),
      ),
    );
  await connection.close();
  return { handoffs, apiMb, workerMb, serverMb, workerReadyMs, firstMessageMs };
}

async function isAtRest(pid: number): Promise<boolean> {
  const before = await cpuMs(pid);
  await sleep(LOOK_MS);
  return !((await cpuMs(pid)) - before > AT_REST * LOOK_MS);
}
