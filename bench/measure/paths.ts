import type { Path } from '../paths/path';
import { closedLoop } from './loops';
import { medianOf, type Sample } from './stats';

export interface PathFigures {
  atOnce: number;
  name: Path['name'];
  sample: Sample;
  /** Against the floor, round by round, the median; 1 for the floor itself. */
  throughputRatio: number;
  p50Ratio: number;
}

/** Every path at every concurrency, one after another in each round, so that all see the same moods of the machine. */
export async function comparePaths(
  paths: readonly Path[],
  plan: { atOnce: readonly number[]; rounds: number; forMs: number; say: (line: string) => void },
): Promise<PathFigures[]> {
  const figures: PathFigures[] = [];
  for (const path of paths) await closedLoop((n) => path.send(n), Math.max(...plan.atOnce), 500);
  for (const atOnce of plan.atOnce) {
    const samples = new Map(paths.map(({ name }) => [name, [] as Sample[]]));
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const path of paths) {
        const sample = await closedLoop((n) => path.send(n), atOnce, plan.forMs);
        samples.get(path.name)?.push(sample);
        plan.say(
          `${atOnce} at once, ${path.name}: ${sample.perSecond.toFixed(0)}/s, p50 ${sample.p50.toFixed(0)} ms`,
        );
      }
    }
    const floor = samples.get('floor') ?? [];
    for (const [name, own] of samples) {
      const ratio = (pick: (sample: Sample) => number) => medianRatio(own.map(pick), floor.map(pick));
      figures.push({
        atOnce,
        name,
        sample: medianOf(own),
        throughputRatio: ratio(({ perSecond }) => perSecond),
        p50Ratio: ratio(({ p50 }) => p50),
      });
    }
  }
  return figures;
}

function medianRatio(own: readonly number[], floor: readonly number[]): number {
  const ratios = own.map((value, round) => value / (floor[round] ?? NaN)).sort((a, b) => a - b);
  return ratios[Math.floor((ratios.length - 1) / 2)] ?? NaN;
}
