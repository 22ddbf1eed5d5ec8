import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The project's folder: entry points are named from here. */
export const ROOT = resolve(__dirname, '..', '..');

/**
 * Starts one of our programs, as its npm script does, in a process group of its own (Ctrl-C goes to the supervisor
 * alone, which stops the parts in order). It ends when this process ends.
 * @param entry from the project's folder: `simulator/main.ts`
 * @param env the whole environment
 */
export function spawnPart(entry: string, env: NodeJS.ProcessEnv): ChildProcess {
  const endWithUs = pathToFileURL(join(__dirname, 'end-with-supervisor.mjs')).href;
  return spawn(process.execPath, ['--import', 'tsx', '--import', endWithUs, resolve(ROOT, entry)], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
}
