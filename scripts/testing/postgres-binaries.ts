import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { isExecutable } from '../binaries/find-on-path';

const DEBIAN_ROOT = '/usr/lib/postgresql';

/** The newest folder that holds `initdb` and `postgres`: PATH first, then where Debian puts them. */
export async function findPostgresFolder(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN_ROOT).catch(() => []);
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN_ROOT, version, 'bin'));
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [...onPath, ...debian]) {
    if ((await isExecutable(join(folder, 'initdb'))) && (await isExecutable(join(folder, 'postgres'))))
      return folder;
  }
  return undefined;
}
