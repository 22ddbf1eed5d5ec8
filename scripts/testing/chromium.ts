import { findOnPath, isExecutable } from '../binaries/find-on-path';
import { variable } from '../data-dir';

/** `CHROMIUM_PATH`, else Debian's place, else PATH. */
export async function findChromium(): Promise<string | undefined> {
  const given = variable('CHROMIUM_PATH');
  if (given !== undefined) {
    if (await isExecutable(given)) return given;
    throw new Error(`CHROMIUM_PATH is set to ${given}, which is not an executable file.`);
  }
  if (await isExecutable('/usr/bin/chromium')) return '/usr/bin/chromium';
  return (await findOnPath('chromium')) ?? (await findOnPath('google-chrome'));
}
