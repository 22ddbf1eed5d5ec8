// A process of its own (see sdk-download.ts): arguments are the kind of server and the folder to download into.
import { TestWorkflowEnvironment } from '@temporalio/testing';

async function main(): Promise<void> {
  const [kind, downloadDir] = process.argv.slice(2);
  if (downloadDir === undefined) throw new Error('arguments: <kind> <folder>');
  const executable = { type: 'cached-download', downloadDir } as const;
  const environment =
    kind === 'time-skipping'
      ? await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
      : await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
