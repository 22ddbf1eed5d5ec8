import { spawn } from 'node:child_process';

export interface CommandOptions {
  timeoutMs: number;
  env?: Record<string, string>;
  cwd?: string;
  /** POSIX ids to run as; only root may set them. */
  uid?: number;
  gid?: number;
  /** Called with the last line printed, for progress. */
  onLine?: (line: string) => void;
}

export interface CommandResult {
  ok: boolean;
  /** The end of stdout and stderr together, at most 4,000 characters. */
  output: string;
  /** Why it is not ok, in a few words. */
  reason: string;
}

const KEPT_CHARACTERS = 4_000;

/** Runs a program to its end. Never rejects: a program that is missing, fails or hangs is a result too. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_CHARACTERS);
      const line = output.trimEnd().split('\n').at(-1)?.trim();
      if (line !== undefined && line !== '') options.onLine?.(line);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const finish = (ok: boolean, reason: string): void => {
      clearTimeout(timer);
      resolve({ ok, output: output.trim(), reason });
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      finish(false, error.code === 'ENOENT' ? `${command} is not installed` : error.message);
    });
    child.once('close', (code, signal) => {
      if (timedOut) finish(false, `no end after ${Math.round(options.timeoutMs / 1000)} s`);
      else if (code === 0) finish(true, '');
      else finish(false, `ended with ${code === null ? String(signal) : `code ${code}`}${tail(output)}`);
    });
  });
}

function tail(output: string): string {
  const lines = output.trim().split('\n').slice(-3).join(' | ');
  return lines === '' ? '' : `: ${lines.slice(-600)}`;
}
