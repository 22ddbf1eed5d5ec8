import { countLine, countTests } from '../../../scripts/testing/count';
import { planRuns } from '../../../scripts/testing/plan';

const report = (counts: Record<string, number>): string => JSON.stringify(counts);

describe('the last line of npm test', () => {
  it('adds up all runs', () => {
    const count = countTests([
      report({ numPassedTests: 10, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }),
      report({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0 }),
    ]);
    expect(countLine(count)).toBe('15 passed, 1 failed, 3 skipped');
    expect(countLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  });

  it('counts a file that could not run, and a run without a report, as failures', () => {
    expect(countTests([report({ numPassedTests: 4, numRuntimeErrorTestSuites: 2 })]).failed).toBe(2);
    expect(countTests([undefined, 'not json']).failed).toBe(2);
  });
});

describe('the runs of npm test', () => {
  it('are two: what can share the machine, and what needs it alone', () => {
    expect(planRuns([], [])).toEqual([
      { projects: ['unit', 'store', 'http', 'workflows'], args: ['--maxWorkers=2'] },
      { projects: ['e2e', 'browser'], args: ['--runInBand'] },
    ]);
  });

  it('leave out what this machine cannot run', () => {
    expect(planRuns([], ['browser']).at(-1)?.projects).toEqual(['e2e']);
  });

  it.each([[['--selectProjects', 'store', 'http']], [['--selectProjects=store', '--selectProjects=http']]])(
    'are only the projects asked for: %j',
    (args) => {
      expect(planRuns(args, [])).toEqual([{ projects: ['store', 'http'], args: ['--maxWorkers=2'] }]);
    },
  );

  it('pass everything else to jest', () => {
    const args = ['test/store', '-t', 'R12', '--selectProjects', 'store'];
    expect(planRuns(args, [])).toEqual([
      { projects: ['store'], args: ['--maxWorkers=2', 'test/store', '-t', 'R12'] },
    ]);
  });
});
