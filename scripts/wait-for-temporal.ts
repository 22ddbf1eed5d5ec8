import type { Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';

const TRY_MS = 1_000;
const PAUSE_MS = 100;

/**
 * Waits until a Temporal server answers for a namespace: the port opens before the namespace can be used.
 * @throws Error with the last refusal after `timeoutMs`, or at once when `signal` is aborted.
 */
export async function waitForTemporal(
  address: string,
  options: { namespace?: string; timeoutMs: number; signal?: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    const refusal = await tryOnce(address, options.namespace ?? 'default');
    if (refusal === undefined) return;
    if (options.signal?.aborted === true) throw new Error('it ended while starting');
    if (Date.now() > deadline) throw new Error(`no answer in ${options.timeoutMs / 1000} s (${refusal})`);
    await sleep(PAUSE_MS);
  }
}

async function tryOnce(address: string, namespace: string): Promise<string | undefined> {
  // Loaded only here: it takes as long as the rest of the supervisor, whose children can start meanwhile.
  const client = await import('@temporalio/client');
  let connection: Connection | undefined;
  try {
    connection = await client.Connection.connect({ address, connectTimeout: TRY_MS });
    const service = connection.workflowService;
    await connection.withDeadline(Date.now() + TRY_MS, () => service.describeNamespace({ namespace }));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await connection?.close();
  }
}
