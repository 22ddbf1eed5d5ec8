import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createHistory } from './history';
import type { RunContext, RunResult } from './scenario';

/** A cluster's own folder and history within a run of several: their sessions have the same names. */
export async function partOf(context: RunContext, name: string): Promise<RunContext> {
  const folder = join(context.folder, name);
  await mkdir(folder, { recursive: true });
  return { ...context, folder, history: createHistory(join(folder, 'history.jsonl')) };
}

/** A long form: the same run again and again, each with the next seed, until one is red. Figures are added up. */
export async function inParts(
  context: RunContext,
  { count, name }: { count: number; name: string },
  run: (part: RunContext) => Promise<RunResult>,
): Promise<RunResult> {
  if (count === 1) return run(context);
  const figures: Record<string, number> = {};
  for (let n = 1; n <= count; n += 1) {
    const seed = context.seed + n - 1;
    const part = await partOf({ ...context, seed }, `${name}-${n}`);
    const result = await run(part);
    for (const [key, value] of Object.entries(result.figures))
      figures[key] = (figures[key] ?? 0) + Number(value);
    if (result.violations.length > 0) return { ...result, figures };
    await keepHistoryOnly(part.folder);
    context.say(`${name} ${n} of ${count}, seed ${seed}: green`);
  }
  return { violations: [], figures };
}

/** Of a green run, databases and logs are of no use to anybody. */
export async function keepHistoryOnly(folder: string): Promise<void> {
  for (const left of ['simulator', 'temporal.db', 'temporal.db-shm', 'temporal.db-wal', 'logs', 'failpoints'])
    await rm(join(folder, left), { recursive: true, force: true });
}
