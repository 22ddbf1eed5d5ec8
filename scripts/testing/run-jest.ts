import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../processes/spawn-part';
import { readOptional } from '../read-optional';
import type { JestRun } from './plan';

/** PGlite loads its parts by `import()`, which jest's sandbox allows only with this flag. */
const VM_MODULES = '--experimental-vm-modules';
const LOOK_MS = 1_000;
const AFTER_REPORT_MS = 15_000;

/**
 * Runs jest to its end, its output straight to ours.
 * @param signal ends jest (Ctrl-C)
 * @returns its JSON report, or undefined when it left none
 */
export async function runJest(
  run: JestRun,
  variables: Record<string, string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'handoff-jest-'));
  const report = join(folder, 'report.json');
  const jest = require.resolve('jest/bin/jest');
  // Patterns first: jest takes every word after --selectProjects as a project.
  const args = [...run.args, '--passWithNoTests', '--json', `--outputFile=${report}`];
  try {
    await new Promise<void>((resolve) => {
      const child = spawn(
        process.execPath,
        [VM_MODULES, jest, ...args, '--selectProjects', ...run.projects],
        {
          cwd: ROOT,
          env: { ...process.env, ...variables },
          // --json also prints the report on stdout, which nobody wants to read.
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      const end = (): void => void child.kill('SIGTERM');
      signal.addEventListener('abort', end);
      const watch = killWhenHung(child, report);
      child.once('error', () => resolve());
      child.once('exit', () => {
        clearInterval(watch);
        signal.removeEventListener('abort', end);
        resolve();
      });
    });
    return await readOptional(report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A suite that leaves something open keeps jest from ending after its report; CI must not wait for that. */
function killWhenHung(child: ChildProcess, report: string): NodeJS.Timeout {
  let reportedAt: number | undefined;
  return setInterval(() => {
    if (!existsSync(report)) return;
    reportedAt ??= Date.now();
    if (Date.now() - reportedAt < AFTER_REPORT_MS) return;
    console.log(
      'jest did not end after its tests: a suite left something open (--detectOpenHandles finds it).',
    );
    child.kill('SIGKILL');
  }, LOOK_MS);
}
