// `npm test`: every suite, with the servers they share. Arguments go to jest: `npm test -- test/store -t 'R12'`.
import { onStopSignal } from './processes/stop-signals';
import { countLine, countTests } from './testing/count';
import { startTestEnvironment } from './testing/environment';
import { planRuns } from './testing/plan';
import { runJest } from './testing/run-jest';

async function main(): Promise<boolean> {
  const interrupted = new AbortController();
  onStopSignal(() => interrupted.abort());
  const environment = await startTestEnvironment((line) => console.log(line));
  try {
    const reports: (string | undefined)[] = [];
    for (const run of planRuns(process.argv.slice(2), environment.skipped)) {
      if (interrupted.signal.aborted) break;
      console.log(`\n${run.projects.join(', ')}:`);
      reports.push(await runJest(run, environment.variables, interrupted.signal));
    }
    const count = countTests(reports);
    if (count.passed + count.failed === 0) console.log('No test ran: is the pattern right?');
    console.log(`\n${countLine(count)}`);
    return count.failed === 0 && count.passed > 0 && !interrupted.signal.aborted;
  } finally {
    await environment.stop();
  }
}

main().then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    console.log('\n0 passed, 1 failed');
    process.exit(1);
  },
);
