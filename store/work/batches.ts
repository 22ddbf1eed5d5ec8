/** Rows per INSERT: far below the 65,535 parameters of a statement. */
const BATCH = 200;

export function* batches<T>(items: T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}
