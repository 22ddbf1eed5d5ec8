// Finds or gets the time-skipping Temporal server for tests. As a program it prints the path on stdout.
import { join } from 'node:path';
import { firstThatWorks, type Attempt, type Source } from './binaries/attempt';
import { isExecutable } from './binaries/find-on-path';
import { fetchByMaven } from './binaries/maven-test-server';
import { downloadBySdk } from './binaries/sdk-download';
import { dataDirectory, variable } from './data-dir';
import { waitForLock } from './processes/file-lock';
import type { OnProgress } from './processes/progress';

const ADVICE =
  'give the machine access to the internet (the SDK downloads the server), or to a Maven repository with Java 11 or newer ' +
  'and Maven installed; or set TEMPORAL_TEST_SERVER_PATH to a temporal-test-server program.';

/**
 * The path of a time-skipping test server for `createTimeSkipping({ server: { executable } })`:
 * `TEMPORAL_TEST_SERVER_PATH`, the cache in `DATA_DIR/test-server`, the SDK's download, the Java server by Maven.
 * @throws BinaryNotFoundError saying what was tried and what to do
 */
export async function findTimeSkippingServer(options: { onProgress?: OnProgress } = {}): Promise<string> {
  const onProgress = options.onProgress ?? (() => undefined);
  const given = variable('TEMPORAL_TEST_SERVER_PATH');
  const what = 'time-skipping Temporal server';
  if (given !== undefined) {
    return await firstThatWorks(what, [existing('TEMPORAL_TEST_SERVER_PATH', given)], ADVICE, onProgress);
  }
  const cache = join(dataDirectory(), 'test-server', 'temporal-test-server');
  if (await isExecutable(cache)) return cache;
  const lock = await waitForLock(`${cache}.lock`, (pid) =>
    onProgress(`Waiting for process ${pid}, which is getting the time-skipping server …`),
  );
  try {
    return await firstThatWorks(
      what,
      [
        existing(`cached as ${cache}`, cache),
        {
          name: "the Temporal SDK's own download",
          try: () => downloadBySdk('time-skipping', cache, onProgress),
        },
        { name: 'the Java test server by Maven', try: () => fetchByMaven(cache, onProgress) },
      ],
      ADVICE,
      onProgress,
    );
  } finally {
    await lock.release();
  }
}

function existing(name: string, path: string): Source {
  const look = async (): Promise<Attempt> =>
    (await isExecutable(path)) ? { path } : { reason: `${path} is not an executable file` };
  return { name, try: look };
}

if (require.main === module) {
  findTimeSkippingServer({ onProgress: (line) => console.error(line) }).then(
    (path) => console.log(path),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    },
  );
}
