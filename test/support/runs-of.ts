import type { Scene, Stage } from './workflow-scene';

/** Run ids of the handoff, oldest first. */
export async function runsOf(stage: Stage, scene: Scene): Promise<string[]> {
  const { workflowId } = scene.handle;
  const found: { runId: string; startMs: number }[] = [];
  for await (const { runId, startTime } of stage.env.client.workflow.list({
    query: `WorkflowId = "${workflowId}"`,
  })) {
    found.push({ runId, startMs: startTime.getTime() });
  }
  return found.sort((a, b) => a.startMs - b.startMs).map(({ runId }) => runId);
}

/** @throws when the handoff is still in this run after so long */
export async function hasChangedRun(scene: Scene, firstRunId: string, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while ((await scene.handle.describe()).runId === firstRunId) {
    if (Date.now() > deadline) throw new Error('the run was not changed');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
