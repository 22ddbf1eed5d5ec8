import { spawnPart } from '../../scripts/processes/spawn-part';
import { stopProcess } from '../../scripts/processes/stop-process';
import { waitForHttp } from '../../scripts/processes/wait-for-http';

export interface ProcessOptions {
  /** From the project's folder: `api/main.ts`. */
  entry: string;
  /** Beside PATH and the like nothing of this process's environment is passed on. */
  env: Record<string, string>;
  /** Answers 200 when the process is ready: `http://127.0.0.1:<PORT>/health/ready`. Absent: not waited for. */
  readyUrl?: string;
  /** Default 60 s: the machine may be busy. */
  readyTimeoutMs?: number;
  /** Told everything that it prints. */
  onOutput?: (text: string) => void;
  /** Told as soon as it runs, ready or not, so that it can be ended while it starts. */
  onSpawn?: (process: TestProcess) => void;
}

export interface TestProcess {
  pid: number;
  /** What it printed, both streams, the last 200,000 characters. Put it into the message of a failing expectation. */
  output(): string;
  /** Resolves with the exit code (null after a signal) when it is gone, whoever ended it. */
  exited: Promise<number | null>;
  /** Ends it as a crash does; resolves when it is gone. */
  kill9(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers any more, as of a hung machine. SIGCONT: as if nothing had been. */
  freeze(): void;
  thaw(): void;
  /** SIGTERM, then SIGKILL after 30 s. */
  stop(): Promise<void>;
}

const KEPT_CHARACTERS = 200_000;
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'CI', 'NODE_EXTRA_CA_CERTS'];

/**
 * Starts one of our programs as a process of its own and waits until it is ready. It ends with this process at the
 * latest, so a failed test leaves nothing behind.
 * @throws Error with what it printed when it ends or stays silent instead of getting ready
 */
export async function startProcess(options: ProcessOptions): Promise<TestProcess> {
  const child = spawnPart(options.entry, { ...passedOn(), ...options.env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      options.onOutput?.(text);
      printed = (printed + text).slice(-KEPT_CHARACTERS);
    });
    (stream as unknown as { unref?(): void } | null)?.unref?.();
  }
  child.unref();
  child.channel?.unref();
  const ended = new AbortController();
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      ended.abort();
      resolve(code);
    });
  });
  const running: TestProcess = {
    pid: child.pid ?? -1,
    exited,
    output: () => printed,
    kill9: () => stopProcess(child, 'SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: () => stopProcess(child, 'SIGTERM', 30_000),
  };
  options.onSpawn?.(running);
  if (options.readyUrl !== undefined) {
    try {
      await waitForHttp(options.readyUrl, {
        timeoutMs: options.readyTimeoutMs ?? 60_000,
        signal: ended.signal,
      });
    } catch (error) {
      await stopProcess(child, 'SIGKILL');
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${options.entry} did not get ready: ${why}\n${printed}`, { cause: error });
    }
  }
  return running;
}

function passedOn(): Record<string, string> {
  const entries = PASSED_ON.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}
