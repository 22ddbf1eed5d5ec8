import { setTimeout as sleep } from 'node:timers/promises';
import type { Path } from '../paths/path';
import { cpuPerMessage, readCpu, type Cpu, type ProcessGroups } from './cpu';
import { closedLoop } from './loops';
import { median, medianOf, type Sample } from './stats';

/** Until every process has compiled what it runs most. */
const WARM_UP_MS = 5_000;
/** The time-outs that a loop set cost the server work when they would be over, 2 to 2.5 s later: not in the next one's time. */
const REST_MS = 3_000;

export interface PathFigures {
  atOnce: number;
  name: Path['name'];
  sample: Sample;
  /** Against the floor, round by round, the median; 1 for the floor itself. */
  throughputRatio: number;
  p50Ratio: number;
  /** Milliseconds for each message, by process. */
  cpu: Cpu;
}

interface Plan {
  atOnce: readonly number[];
  rounds: number;
  forMs: number;
  processes: ProcessGroups;
  say: (line: string) => void;
}

interface Round {
  sample: Sample;
  cpu: Cpu;
}

/** Every path at every concurrency, one after another in each round, so that all see the same moods of the machine. */
export async function comparePaths(paths: readonly Path[], plan: Plan): Promise<PathFigures[]> {
  const figures: PathFigures[] = [];
  for (const path of paths) await closedLoop((n) => path.send(n), Math.max(...plan.atOnce), WARM_UP_MS);
  for (const atOnce of plan.atOnce) {
    const all = new Map(paths.map(({ name }) => [name, [] as Round[]]));
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const path of paths) all.get(path.name)?.push(await playRound(path, atOnce, plan));
    }
    const floor = all.get('floor') ?? [];
    for (const [name, own] of all) {
      const ratio = (pick: (round: Round) => number) => medianRatio(own.map(pick), floor.map(pick));
      figures.push({
        atOnce,
        name,
        sample: medianOf(own.map(({ sample }) => sample)),
        throughputRatio: ratio(({ sample }) => sample.perSecond),
        p50Ratio: ratio(({ sample }) => sample.p50),
        cpu: medianCpu(own.map(({ cpu }) => cpu)),
      });
    }
  }
  return figures;
}

async function playRound(path: Path, atOnce: number, plan: Plan): Promise<Round> {
  await sleep(REST_MS);
  const before = await readCpu(plan.processes);
  const sample = await closedLoop((n) => path.send(n), atOnce, plan.forMs);
  const cpu = cpuPerMessage(before, await readCpu(plan.processes), sample.count);
  plan.say(
    `${atOnce} at once, ${path.name}: ${sample.perSecond.toFixed(0)}/s, p50 ${sample.p50.toFixed(0)} ms`,
  );
  return { sample, cpu };
}

function medianCpu(rounds: readonly Cpu[]): Cpu {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((cpu) => cpu[name] ?? NaN))]));
}

function medianRatio(own: readonly number[], floor: readonly number[]): number {
  const ratios = own.map((value, round) => value / (floor[round] ?? NaN)).sort((a, b) => a - b);
  return ratios[Math.floor((ratios.length - 1) / 2)] ?? NaN;
}
