import { parseArgs } from 'node:util';

const HELP = `npm run bench -- [options]
  --servers dev,postgres   which Temporal servers (default: dev,postgres)
  --seconds 5              how long each loop of a round runs
  --rounds 3               rounds; the median counts
  --at-once 1,16,64        sessions at once
  --idle 1000,10000        open idle handoffs; 0: leave it out
  --short                  dev only, 2 rounds of 3 s, no idle handoffs: under 4 minutes
  --print                  only print, leave docs/benchmarks.md as it is`;

const numbers = (text: string) =>
  text
    .split(',')
    .map(Number)
    .filter((n) => n > 0);

/** @returns undefined when only help was wanted */
export function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      servers: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      'at-once': { type: 'string', default: '1,16,64' },
      idle: { type: 'string' },
      short: { type: 'boolean', default: false },
      print: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return undefined;
  }
  const { short, print } = values;
  return {
    servers: (values.servers ?? (short ? 'dev' : 'dev,postgres')).split(','),
    forMs: Number(values.seconds ?? (short ? 3 : 5)) * 1_000,
    rounds: Number(values.rounds ?? (short ? 2 : 3)),
    atOnce: numbers(values['at-once']),
    idle: numbers(values.idle ?? (short ? '0' : '1000,10000')),
    print,
  };
}
export type Options = NonNullable<ReturnType<typeof readOptions>>;
