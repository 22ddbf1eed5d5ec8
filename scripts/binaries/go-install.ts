import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../processes/run-command';
import { withProgress, type OnProgress } from '../processes/progress';
import type { Attempt } from './attempt';

/** v1.9.1 has `replace` lines, which `go install` refuses; this one builds (server 1.29.1). */
const CLI_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const BUILD_MS = 20 * 60_000;

/** Builds the Temporal CLI from its sources; needs Go. About 3 minutes cold, 15 s with Go's cache. */
export async function buildWithGo(destination: string, onProgress: OnProgress): Promise<Attempt> {
  await mkdir(dirname(destination), { recursive: true });
  const folder = await mkdtemp(join(dirname(destination), 'build-'));
  try {
    const run = await withProgress(
      'Building the Temporal CLI with Go (3 minutes the first time)',
      onProgress,
      (detail) =>
        // Without symbols the file is 80 MB smaller.
        runCommand('go', ['install', '-ldflags', '-s -w', CLI_PACKAGE], {
          timeoutMs: BUILD_MS,
          env: { GOBIN: folder },
          onLine: detail,
        }),
    );
    if (!run.ok) return { reason: run.reason };
    await rename(join(folder, 'temporal'), destination);
    return { path: destination };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
