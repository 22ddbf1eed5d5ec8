import { readFile } from 'node:fs/promises';

/** The text of a file, or undefined where there is none. Any other fault is thrown. */
export async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
