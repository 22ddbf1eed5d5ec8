import type { OnProgress } from '../processes/progress';

/** One way to get a program: a path, or why it did not work and what would make it work. */
export type Attempt = { path: string } | { reason: string };

export interface Source {
  /** As the person reads it in the error: "`temporal` on PATH". */
  name: string;
  try(onProgress: OnProgress): Promise<Attempt>;
}

/** Nothing worked. The message lists each way with its reason, and ends with what to do. */
export class BinaryNotFoundError extends Error {
  override readonly name = 'BinaryNotFoundError';
}

/**
 * Tries the sources in order and stops at the first that gives a program.
 * @throws BinaryNotFoundError
 */
export async function firstThatWorks(
  what: string,
  sources: readonly Source[],
  advice: string,
  onProgress: OnProgress,
): Promise<string> {
  const tried: string[] = [];
  for (const source of sources) {
    const attempt = await source.try(onProgress);
    if ('path' in attempt) return attempt.path;
    tried.push(`  ${tried.length + 1}. ${source.name}: ${attempt.reason}`);
  }
  throw new BinaryNotFoundError(`No ${what} was found. Tried:\n${tried.join('\n')}\nWhat to do: ${advice}`);
}
