import type { History } from './history';
import type { Violation } from './oracle/violation';
import type { Plan } from './plan/plan';

/** What a scenario is run with. */
export interface RunContext {
  seed: number;
  /** A folder of this run: history, logs, databases. */
  folder: string;
  history: History;
  say: (line: string) => void;
  /** The long form of a scenario that has one. */
  long: boolean;
  /** The sources to run; the tree unless a mutation is tried. */
  root?: string;
  /** Replays this instead of what the seed makes. */
  plan?: Plan;
}

export interface RunResult {
  violations: Violation[];
  /** Figures for people, in order. */
  figures: Record<string, number | string>;
  /** What was done, when it came from a plan: kept, replayed, cut down. */
  plan?: Plan;
  /** What this machine lacks for it: nothing was shown, so it is neither green nor red. */
  notRun?: string;
}

export interface Scenario {
  name: string;
  about: string;
  /** Rows of the fault table (docs/faults.md) that it is the test of. */
  rows: readonly string[];
  /** Left out of `npm run chaos` without `--long` or its name. */
  isLong?: true;
  run(context: RunContext): Promise<RunResult>;
}
