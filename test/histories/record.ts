// `npm run histories`: plays every scene on the time-skipping server and stores what Temporal kept of it. After a change that
// open handoffs survive only by `patched()`, add scenes; do not record the old ones anew (docs/changing-workflows.md).
import { CALLBACK_SCENES, playCallbacks } from '../support/histories/callback-scenes';
import { emptyCorpus, store } from '../support/histories/corpus';
import { OLDER_HISTORIES } from '../support/histories/older';
import { HISTORY_SCENES } from '../support/histories/scenes';
import { createStage } from '../support/workflow-scene';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** With names as arguments, only these are recorded and the others stay. */
async function main(wanted: string[]): Promise<void> {
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
  const stage = await createStage();
  try {
    if (wanted.length === 0) await emptyCorpus(Object.keys(OLDER_HISTORIES));
    for (const [name, { options, play }] of Object.entries(HISTORY_SCENES)) {
      if (!isWanted(name)) continue;
      await stage.withHandoff(options ?? {}, async (scene) => {
        const { runId } = await scene.handle.describe();
        await play(scene);
        const run = stage.env.client.workflow.getHandle(scene.handle.workflowId, runId);
        say(`${name}: ${await store(name, await run.fetchHistory())} bytes`);
      });
    }
    for (const [name, looks] of Object.entries(CALLBACK_SCENES)) {
      if (isWanted(name)) say(`${name}: ${await store(name, await playCallbacks(stage, looks))} bytes`);
    }
  } finally {
    await stage.close();
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
