import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { spawnPart } from '../../scripts/processes/spawn-part';
import { stopProcess } from '../../scripts/processes/stop-process';
import { createArrivals } from '../measure/arrivals';
import type { Path } from '../paths/path';
import { FLOOR_QUEUE } from './worker';

/** The bare floor on the same server: signal → workflow → an activity that does nothing. */
export async function startFloor(
  temporal: { address: string; namespace: string },
  sessions: number,
): Promise<Path & { pid: number; close(): Promise<void> }> {
  const child = spawnPart('bench/floor/worker.ts', {
    ...process.env,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  });
  child.stderr?.pipe(process.stderr);
  const arrivals = createArrivals();
  await new Promise<void>((resolve, reject) => {
    child.on('message', (told: unknown) => {
      if (told === 'ready') resolve();
      else if (typeof told === 'string') arrivals.tell(told);
    });
    child.once('exit', () => reject(new Error('the worker of the floor ended')));
  });
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const ids = Array.from({ length: sessions }, () => `floor-${randomUUID()}`);
  await Promise.all(
    ids.map((workflowId) =>
      client.workflow.start('FloorWorkflow', {
        workflowId,
        taskQueue: FLOOR_QUEUE,
        // As the product's: of a time-out the server has to think again when it would be over.
        workflowTaskTimeout: '2s',
      }),
    ),
  );
  return {
    name: 'floor',
    pid: child.pid ?? -1,
    async send(session) {
      const workflowId = ids[session % ids.length] ?? '';
      const arrived = arrivals.next(workflowId);
      await client.workflow.getHandle(workflowId).signal('poke');
      return arrived;
    },
    async close() {
      await Promise.all(ids.map((id) => client.workflow.getHandle(id).terminate()));
      await stopProcess(child, 'SIGKILL');
      await connection.close();
    },
  };
}
