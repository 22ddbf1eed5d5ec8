import { HELP, parseOptions } from './options';
import { readFile } from 'node:fs/promises';
import type { Plan } from './plan/plan';
import { runScenario, type Outcome } from './run-scenario';
import { SCENARIOS } from './scenarios';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** `npm run chaos`: the scenarios one after another; red when any invariant of any of them was broken. */
async function main(): Promise<boolean> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) say(HELP);
  if (options.list)
    for (const { name, about, isLong } of SCENARIOS) say(`${name}${isLong ? ' (long)' : ''}: ${about}`);
  if (options.help || options.list) return true;

  const unknown = options.scenarios.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new Error(`there is no scenario ${unknown}; --list shows them`);
  const chosen = SCENARIOS.filter(({ name, isLong }) =>
    options.scenarios.length > 0 ? options.scenarios.includes(name) : options.long || isLong !== true,
  );
  const plan =
    options.planFile === undefined
      ? undefined
      : (JSON.parse(await readFile(options.planFile, 'utf8')) as Plan);
  const seed = plan?.seed ?? options.seed;
  say(`seed ${seed}`);
  const outcomes: { name: string; outcome: Outcome }[] = [];
  for (const scenario of chosen) {
    const outcome = await runScenario(scenario, {
      seed,
      say,
      long: options.long,
      shrink: options.shrink,
      ...(plan === undefined ? {} : { plan }),
    });
    outcomes.push({ name: scenario.name, outcome });
  }
  const named = (wanted: Outcome) => {
    const names = outcomes.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
    return `${names.length} ${wanted}${wanted === 'green' || names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  };
  say(`\n${named('green')}, ${named('red')}, ${named('not run')}`);
  return outcomes.every(({ outcome }) => outcome !== 'red');
}

main().then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
