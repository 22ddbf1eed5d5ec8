import { seededRandom } from '../../../simulator/faults/random';

/** A seeded source of choices: the same seed makes the same plan. */
export interface Random {
  /** Whole, from ≤ n ≤ to. */
  between(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
  chance(p: number): boolean;
}

export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    between,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    chance: (p) => next() < p,
  };
}
