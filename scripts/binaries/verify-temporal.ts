import { runCommand } from '../processes/run-command';
import type { Attempt } from './attempt';

/** The server of the oldest release that the product is tested with, as `temporal --version` names it. */
const OLDEST_SERVER = [1, 29] as const;

/** Runs `<path> --version`: a file of that name may be anything, for another processor, or too old. */
export async function verifyTemporal(path: string): Promise<Attempt> {
  const run = await runCommand(path, ['--version'], { timeoutMs: 20_000 });
  if (!run.ok) return { reason: `${path} --version ${run.reason}` };
  const server = /server\s+v?(\d+)\.(\d+)/i.exec(run.output);
  if (!/temporal/i.test(run.output) || server === null) {
    return { reason: `${path} is not the Temporal CLI (--version says "${run.output.slice(0, 80)}")` };
  }
  const [major, minor] = [Number(server[1]), Number(server[2])];
  const [oldestMajor, oldestMinor] = OLDEST_SERVER;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    return {
      reason: `${path} brings server ${major}.${minor}; ${OLDEST_SERVER.join('.')} or newer is needed`,
    };
  }
  return { path };
}
