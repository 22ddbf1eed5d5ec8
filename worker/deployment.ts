import type { WorkerDeploymentOptions } from '@temporalio/worker';

export const DEPLOYMENT = 'handoff';

/**
 * The build of this worker, for Temporal's worker versioning (docs/changing-workflows.md). Open handoffs move to the current
 * build at their next task: they live for days, so workflow code is changed by `patched()` and not by keeping old workers.
 * @param buildId undefined: unversioned, every worker of the queue takes every handoff
 */
export function deploymentOf(buildId: string | undefined): {
  workerDeploymentOptions?: WorkerDeploymentOptions;
} {
  if (buildId === undefined) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName: DEPLOYMENT, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  };
}
