import type { RunContext } from '../scenario';
import { createCluster, type Cluster, type ClusterOptions } from './cluster';

/**
 * Runs something on a cluster of its own.
 * @param use is given a signal for what goes on beside it: whatever becomes of it, that is stopped and the cluster closed
 */
export async function withCluster<T>(
  { folder, history, say, root }: RunContext,
  options: Partial<ClusterOptions>,
  use: (cluster: Cluster, stop: AbortController) => Promise<T>,
): Promise<T> {
  const sources = root === undefined ? {} : { root };
  const cluster = await createCluster({ folder, history, say, ...sources, ...options });
  const stop = new AbortController();
  try {
    return await use(cluster, stop);
  } finally {
    stop.abort();
    await cluster.close();
  }
}
