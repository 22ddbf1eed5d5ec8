/** One run of jest. */
export interface JestRun {
  projects: readonly string[];
  /** What else is given to jest. */
  args: readonly string[];
}

const TOGETHER = ['unit', 'store', 'http', 'workflows'];
/** These start the whole product or a browser, and measure time: one at a time, with the machine to themselves. */
const ALONE = ['e2e', 'browser'];

/**
 * The runs for `npm test -- <args>`. What the person gives goes to jest unchanged, `--selectProjects` chooses among ours.
 * @param skipped projects that cannot run on this machine
 */
export function planRuns(args: readonly string[], skipped: readonly string[]): JestRun[] {
  const { wanted, rest } = splitProjects(args);
  const chosen = (projects: readonly string[]): string[] =>
    projects.filter((name) => (wanted.length === 0 || wanted.includes(name)) && !skipped.includes(name));
  return [
    { projects: chosen(TOGETHER), args: ['--maxWorkers=2', ...rest] },
    { projects: chosen(ALONE), args: ['--runInBand', ...rest] },
  ].filter(({ projects }) => projects.length > 0);
}

function splitProjects(args: readonly string[]): { wanted: string[]; rest: string[] } {
  const all = [...TOGETHER, ...ALONE];
  const wanted: string[] = [];
  const rest: string[] = [];
  let inProjects = false;
  for (const arg of args) {
    if (arg === '--selectProjects') inProjects = true;
    else if (arg.startsWith('--selectProjects=')) wanted.push(arg.slice('--selectProjects='.length));
    else if (inProjects && all.includes(arg)) wanted.push(arg);
    else {
      inProjects = false;
      rest.push(arg);
    }
  }
  return { wanted, rest };
}
