export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Adds up what jest wrote by `--json`. A file that could not run at all (it does not compile, its set-up is broken) has
 * no tests that failed, but must not pass unseen: it counts as one failure. So does a run that left no report.
 */
export function countTests(reports: readonly (string | undefined)[]): Count {
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const report of reports) {
    const json = report === undefined ? undefined : parse(report);
    if (json === undefined) {
      total.failed += 1;
      continue;
    }
    total.passed += number(json, 'numPassedTests');
    total.failed += number(json, 'numFailedTests') + number(json, 'numRuntimeErrorTestSuites');
    total.skipped += number(json, 'numPendingTests') + number(json, 'numTodoTests');
  }
  return total;
}

/** The last line of a test run, for people and for CI. */
export function countLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

function parse(report: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(report) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function number(json: Record<string, unknown>, key: string): number {
  const value = json[key];
  return typeof value === 'number' ? value : 0;
}
