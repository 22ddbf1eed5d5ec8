// The Temporal dev server as `npm start`, the tests and the benchmarks run it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { endWithParent } from './processes/end-with-parent';
import { stopProcess } from './processes/stop-process';
import { findTemporalBinary } from './temporal-binary';
import { waitForTemporal } from './wait-for-temporal';

export interface DevServerOptions {
  port: number;
  /** Default: no UI. */
  uiPort?: number;
  /** Default: in memory. Its folder is created. */
  dbFile?: string;
  headless?: boolean;
  /** Default: `findTemporalBinary()`. */
  binary?: string;
  /** Seconds that the server may outlive us when we are killed, so that its clients leave first. */
  graceSeconds?: number;
}

export interface DevServer {
  /** `host:port` for `TEMPORAL_ADDRESS`. */
  address: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

/**
 * The flags that matter, measured (reference/temporal.md §0, §11): the poll rate takes 50 ms off every hop, WAL makes a
 * file as fast as memory, and priority and fairness do nothing without the new matcher.
 */
export function devServerArguments(options: Omit<DevServerOptions, 'binary'>): string[] {
  const ui =
    options.headless === true || options.uiPort === undefined
      ? ['--headless']
      : ['--ui-port', String(options.uiPort), '--ui-ip', '127.0.0.1'];
  const file =
    options.dbFile === undefined
      ? []
      : [
          '--db-filename',
          options.dbFile,
          '--sqlite-pragma',
          'journal_mode=wal',
          '--sqlite-pragma',
          'synchronous=normal',
        ];
  const dynamic = [
    'history.transferProcessorMaxPollRPS=1000',
    'history.timerProcessorMaxPollRPS=1000',
    'matching.useNewMatcher=true',
    'matching.enableFairness=true',
  ];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)],
    ...ui,
    ...file,
    ...dynamic.flatMap((setting) => ['--dynamic-config-value', setting]),
    ...['--log-format', 'json', '--log-level', 'error'],
  ];
}

/** Starts the program without waiting; it ends when this process ends. stdout and stderr are pipes. */
export async function spawnDevServer(binary: string, options: DevServerOptions): Promise<ChildProcess> {
  if (options.dbFile !== undefined) await mkdir(dirname(options.dbFile), { recursive: true });
  // `detached`: Ctrl-C in the terminal goes to the whole process group, and Temporal must be the last to end.
  const child = spawn(binary, devServerArguments(options), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  endWithParent(child, options.graceSeconds ?? 0);
  return child;
}

/**
 * Starts a dev server and waits until its namespace `default` answers.
 * @throws Error with what the server printed when it ends before, or after 30 s.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const child = await spawnDevServer(options.binary ?? (await findTemporalBinary()), options);
  const address = `127.0.0.1:${options.port}`;
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString('utf8')).slice(-4_000);
    });
    // A test run that ends without stopping the server must not hang on its pipes.
    (stream as unknown as { unref?(): void } | null)?.unref?.();
  }
  child.unref();
  const giveUp = new AbortController();
  child.once('exit', () => giveUp.abort());
  child.once('error', () => giveUp.abort());
  try {
    await waitForTemporal(address, { timeoutMs: 30_000, signal: giveUp.signal });
  } catch (error) {
    await stopProcess(child, 'SIGKILL');
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The Temporal dev server did not start on ${address}: ${why}\n${printed}`, {
      cause: error,
    });
  }
  return { address, process: child, stop: () => stopProcess(child, 'SIGTERM', 5_000) };
}
