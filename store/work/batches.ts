/** Rows per INSERT: far below the 65,535 parameters of a statement. */
const BATCH = 200;

export function batches<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) =>
    items.slice(n * BATCH, (n + 1) * BATCH),
  );
}
