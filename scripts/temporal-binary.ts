// Finds or gets the Temporal CLI, which holds the dev server. As a program it prints the path on stdout.
import { join } from 'node:path';
import { firstThatWorks, type Source } from './binaries/attempt';
import { findOnPath, isExecutable } from './binaries/find-on-path';
import { buildWithGo } from './binaries/go-install';
import { downloadBySdk } from './binaries/sdk-download';
import { verifyTemporal } from './binaries/verify-temporal';
import { dataDirectory, variable } from './data-dir';
import { waitForLock } from './processes/file-lock';
import type { OnProgress } from './processes/progress';

const ADVICE =
  'install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH, or set TEMPORAL_CLI_PATH to it; ' +
  'or install Go 1.24 or newer with access to a Go module proxy, and start again; ' +
  'or set TEMPORAL_ADDRESS to a Temporal server that runs already.';

/**
 * The path of a Temporal CLI that answers `--version`, in the order of design §4.1: `TEMPORAL_CLI_PATH`, PATH, the
 * cache in `DATA_DIR/bin`, the SDK's download, a build with Go. Two processes at once get it only once.
 * @throws BinaryNotFoundError saying what was tried and what to do
 */
export async function findTemporalBinary(options: { onProgress?: OnProgress } = {}): Promise<string> {
  const onProgress = options.onProgress ?? (() => undefined);
  const given = variable('TEMPORAL_CLI_PATH');
  if (given !== undefined)
    return await firstThatWorks('Temporal CLI', [givenPath(given)], ADVICE, onProgress);
  const cache = join(dataDirectory(), 'bin', 'temporal');
  const quick = [onPath(), cached(cache)];
  try {
    return await firstThatWorks('Temporal CLI', quick, ADVICE, onProgress);
  } catch {
    return await getLocked(cache, quick, onProgress);
  }
}

async function getLocked(cache: string, quick: Source[], onProgress: OnProgress): Promise<string> {
  const lock = await waitForLock(`${cache}.lock`, (pid) =>
    onProgress(`Waiting for process ${pid}, which is getting the Temporal CLI …`),
  );
  try {
    // Looked at again under the lock: the process before us may have got it.
    const sources = [...quick, fromSdk(cache), fromGo(cache)];
    return await firstThatWorks('Temporal CLI', sources, ADVICE, onProgress);
  } finally {
    await lock.release();
  }
}

/** What a person sets by hand is never silently replaced by something else. */
function givenPath(path: string): Source {
  return { name: 'TEMPORAL_CLI_PATH', try: () => verifyTemporal(path) };
}

function onPath(): Source {
  return {
    name: '`temporal` on PATH',
    async try() {
      const path = await findOnPath('temporal');
      return path === undefined ? { reason: 'not there' } : await verifyTemporal(path);
    },
  };
}

function cached(path: string): Source {
  return {
    name: `cached as ${path}`,
    try: async () => ((await isExecutable(path)) ? await verifyTemporal(path) : { reason: 'not there' }),
  };
}

function fromSdk(destination: string): Source {
  return {
    name: "the Temporal SDK's own download",
    async try(onProgress) {
      const got = await downloadBySdk('dev-server', destination, onProgress);
      return 'path' in got ? await verifyTemporal(got.path) : got;
    },
  };
}

function fromGo(destination: string): Source {
  return {
    name: 'a build with `go install`',
    async try(onProgress) {
      const got = await buildWithGo(destination, onProgress);
      return 'path' in got ? await verifyTemporal(got.path) : got;
    },
  };
}

if (require.main === module) {
  findTemporalBinary({ onProgress: (line) => console.error(line) }).then(
    (path) => console.log(path),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    },
  );
}
