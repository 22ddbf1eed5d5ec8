import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { stopProcess } from '../processes/stop-process';
import { withProgress, type OnProgress } from '../processes/progress';
import type { Attempt } from './attempt';

/** No byte after this time means no network; the SDK itself would wait for minutes. */
const FIRST_BYTE_MS = 20_000;
const WHOLE_MS = 600_000;
const LOOK_MS = 250;

/**
 * Lets the Temporal SDK download a server, as its test environments do. The SDK can only download and start in one
 * step, so a process of its own starts it once and stops it again.
 */
export async function downloadBySdk(
  kind: 'dev-server' | 'time-skipping',
  destination: string,
  onProgress: OnProgress,
): Promise<Attempt> {
  await mkdir(dirname(destination), { recursive: true });
  const folder = await mkdtemp(join(dirname(destination), 'download-'));
  try {
    const failure = await withProgress(
      `Downloading the Temporal ${kind} with the SDK`,
      onProgress,
      (detail) => runDownload(kind, folder, detail),
    );
    if (failure !== undefined) return { reason: failure };
    const file = (await readdir(folder)).find((name) => !name.endsWith('.downloading'));
    if (file === undefined) return { reason: 'the SDK left no file' };
    await rename(join(folder, file), destination);
    return { path: destination };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runDownload(
  kind: string,
  folder: string,
  detail: (text: string) => void,
): Promise<string | undefined> {
  const program = join(__dirname, 'sdk-download-main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, kind, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const startedAt = Date.now();
  let errors = '';
  let stalled: string | undefined;
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-2_000);
  });
  const watch = setInterval(() => {
    void bytesIn(folder).then((bytes) => {
      const waitedMs = Date.now() - startedAt;
      detail(`${Math.round(bytes / 1e6)} MB`);
      if (bytes === 0 && waitedMs > FIRST_BYTE_MS)
        stalled = `no answer from the network in ${FIRST_BYTE_MS / 1000} s`;
      if (waitedMs > WHOLE_MS) stalled = `not complete after ${WHOLE_MS / 60_000} min`;
      if (stalled !== undefined) void stopProcess(child, 'SIGKILL');
    });
  }, LOOK_MS);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => {
      clearInterval(watch);
      resolve(code === 0 ? undefined : (stalled ?? shorten(errors)));
    });
  });
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (s) => s.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The SDK repeats the address in every layer of its message; the last layer is the reason. */
function shorten(errors: string): string {
  const line = errors.trim().split('\n').at(-1) ?? '';
  return line.split('): ').at(-1)?.slice(0, 200) ?? 'unknown';
}
