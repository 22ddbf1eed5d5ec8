import { Client, Connection } from '@temporalio/client';
import { handoffWorkflowId } from '../../contract/ids';
import type { World } from '../../test/support/world/world';
import { openSessions } from '../paths/product';
import type { Path } from '../paths/path';
import type { BenchServer } from '../servers/server';

export interface Growth {
  name: Path['name'];
  eventsPerMessage: number;
  bytesPerMessage: number;
}

/** What a message adds to Temporal's database, one after another in a session of its own: one run, not so long as to be changed. */
export async function historyGrowth(server: BenchServer, world: World, messages: number): Promise<Growth[]> {
  const product = await openSessions(world, 1);
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, namespace: server.namespace });
  const sizeOf = async (workflowId: string) => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const info = raw.workflowExecutionInfo;
    return { events: Number(info?.historyLength ?? 0), bytes: Number(info?.historySizeBytes ?? 0) };
  };
  const { copilotId } = product.copilot;
  const [{ handoffId } = { handoffId: '' }] = product.sessions;
  const handoff = handoffWorkflowId(copilotId, handoffId);
  const growths: Growth[] = [];
  for (const path of [product.webhook, product.user]) {
    const before = await sizeOf(handoff);
    for (let n = 0; n < messages; n += 1) {
      await path.send(0);
      // Until it is at rest again: what is told in one task would look cheaper than it is.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const after = await sizeOf(handoff);
    growths.push({
      name: path.name,
      eventsPerMessage: (after.events - before.events) / messages,
      bytesPerMessage: (after.bytes - before.bytes) / messages,
    });
  }
  await product.close();
  await connection.close();
  return growths;
}
