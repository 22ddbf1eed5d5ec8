import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptional } from '../read-optional';

const CONFIG = 'vite.config.mts';

/** The folders of `web/` that are built: those with a Vite configuration of their own. In the order of their names. */
export async function findWebParts(root: string): Promise<string[]> {
  const folders = await readdir(join(root, 'web'), { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const parts: string[] = [];
  for (const folder of folders) {
    if (!folder.isDirectory()) continue;
    const files = await readdir(join(root, 'web', folder.name));
    if (files.includes(CONFIG)) parts.push(folder.name);
  }
  return parts.sort();
}

/** Path of a part's Vite configuration. */
export function configOf(root: string, part: string): string {
  return join(root, 'web', part, CONFIG);
}

/** Changes when a source of the part, or the version of any package, does. Hexadecimal. */
export async function hashSources(root: string, part: string): Promise<string> {
  const hash = createHash('sha256');
  const folder = join(root, 'web', part);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(`${file.slice(folder.length)}\0`);
    hash.update(await readFile(file));
    hash.update('\0');
  }
  hash.update((await readOptional(join(root, 'package-lock.json'))) ?? '');
  return hash.digest('hex');
}
