import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { dataDirectory } from '../../scripts/data-dir';
import { buildSources } from './builds/build';
import { createHistory } from './history';
import type { Violation } from './oracle/violation';
import { keepHistoryOnly } from './parts';
import type { Plan } from './plan/plan';
import { seconds } from './play';
import type { RunResult, Scenario } from './scenario';
import { shrink } from './shrink';

interface Settings {
  seed: number;
  say: (line: string) => void;
  long: boolean;
  shrink: boolean;
  plan?: Plan;
}

const SHOWN = 20;

export type Outcome = 'green' | 'red' | 'not run';

/** Runs one scenario and reports it. A green run keeps its history only; a red one everything, and how to have it again. */
export async function runScenario(scenario: Scenario, settings: Settings): Promise<Outcome> {
  const { seed, say, long, plan } = settings;
  const folder = join(dataDirectory(), 'chaos', `${scenario.name}-${seed}`);
  say(`\n${scenario.name}: ${scenario.about}`);
  const once = (into: string, of: Plan | undefined) =>
    runOnce(scenario, { ...settings, folder: into, plan: of });
  const begunMs = Date.now();
  const result = await once(folder, plan);
  for (const [name, value] of Object.entries(result.figures)) say(`  ${name}: ${value}`);
  if (result.notRun !== undefined) {
    say(`  NOT RUN: ${result.notRun}`);
    return 'not run';
  }
  const took = seconds(Date.now() - begunMs);
  if (result.violations.length === 0) {
    say(`  GREEN in ${took}`);
    await keepHistoryOnly(folder);
    return 'green';
  }
  say(
    `  RED in ${took}: ${result.violations.length} violations; everything of it is in ${relative('.', folder)}`,
  );
  for (const violation of result.violations.slice(0, SHOWN)) say(`    ${describe(violation)}`);
  await writeFile(join(folder, 'violations.json'), JSON.stringify(result.violations, null, 2));
  if (result.plan !== undefined) {
    const file = join(folder, 'plan.json');
    await writeFile(file, JSON.stringify(result.plan, null, 1));
    say(`  again: npm run chaos -- --scenario ${scenario.name} --seed ${seed}${long ? ' --long' : ''}`);
    if (settings.shrink) {
      const smallest = await shrink(result, (of, n) => once(join(folder, `shrink-${n}`), of), say);
      const smallestFile = join(folder, 'smallest.json');
      await writeFile(smallestFile, JSON.stringify(smallest, null, 1));
      say(`  smallest: npm run chaos -- --scenario ${scenario.name} --plan ${relative('.', smallestFile)}`);
    }
  }
  return 'red';
}

async function runOnce(
  scenario: Scenario,
  options: Omit<Settings, 'plan'> & { folder: string; plan: Plan | undefined },
): Promise<RunResult> {
  const { seed, say, long, folder, plan } = options;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // A copy: somebody may edit the tree while a long run goes on.
  const root = await buildSources(`as-is-${process.pid}`, []);
  const history = createHistory(join(folder, 'history.jsonl'));
  return scenario.run({
    seed,
    folder,
    root,
    history,
    say: (line) => say(`  ${line}`),
    long,
    ...(plan === undefined ? {} : { plan }),
  });
}

export function describe({ invariant, session, what }: Violation): string {
  return `${invariant}${session === undefined ? '' : ` ${session}`}: ${what}`;
}
