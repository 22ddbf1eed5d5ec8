import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory } from '../../../scripts/data-dir';
import { ROOT } from '../../../scripts/processes/spawn-part';
import { applyPatches, type Patch } from './patch';

const SOURCES = [
  'activities',
  'api',
  'config',
  'contract',
  'simulator',
  'store',
  'worker',
  'workflows',
  'zendesk',
];

/**
 * A copy of the sources with patches in it, under `.data`, where packages are found by going up. The tree is never touched.
 * @param footer put at the end of every file that was changed
 * @returns its folder, for `ClusterOptions.root`
 */
export async function buildSources(name: string, patches: readonly Patch[], footer = ''): Promise<string> {
  const folder = join(dataDirectory(), 'chaos', 'builds', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const source of SOURCES) await cp(join(ROOT, source), join(folder, source), { recursive: true });
  for (const file of new Set(patches.map((patch) => patch.file))) {
    const path = join(folder, file);
    const own = patches.filter((patch) => patch.file === file);
    await writeFile(path, applyPatches(await readFile(path, 'utf8'), own) + footer);
  }
  return folder;
}
