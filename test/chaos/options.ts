import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface Options {
  seed: number;
  /** Empty: all that are not long, or all. */
  scenarios: string[];
  long: boolean;
  list: boolean;
  help: boolean;
  planFile: string | undefined;
  /** Whether a failing run is repeated with less and less, to find its smallest reproduction. */
  shrink: boolean;
}

export const HELP = `npm run chaos -- [options]

  --scenario NAMES   only these, separated by commas (--list shows them)
  --seed N           the same seed makes the same plan; printed by every run
  --long             the long form of every scenario, and those that are left out otherwise
  --plan FILE        replay a plan.json that a failing run left (with --scenario)
  --no-shrink        do not look for the smallest reproduction of a failure
  --list             name the scenarios

A run leaves its histories and logs in .data/chaos/; one that is red leaves its plan and the smallest that is red too.`;

/** @throws Error for an option that is not known */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      scenario: { type: 'string' },
      plan: { type: 'string' },
      long: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      'no-shrink': { type: 'boolean', default: false },
    },
  });
  const seed = values.seed === undefined ? randomInt(1, 1_000_000) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed wants a whole number');
  const scenarios = (values.scenario ?? '').split(',').filter((name) => name !== '');
  if (values.plan !== undefined && scenarios.length !== 1)
    throw new Error('--plan wants one --scenario beside it');
  return {
    seed,
    scenarios,
    long: values.long,
    list: values.list,
    help: values.help,
    planFile: values.plan,
    shrink: !values['no-shrink'],
  };
}
