import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../processes/run-command';
import { withProgress, type OnProgress } from '../processes/progress';
import type { Attempt } from './attempt';

const VERSION = '1.36.1';
const FETCH_MS = 10 * 60_000;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>temporal-test-server-fetch</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

/**
 * `exec`, because the SDK kills the process id it started. No `--enable-time-skipping`: the TypeScript SDK unlocks the
 * clock itself, and with that flag every run fails (reference/temporal.md §0.4).
 */
const wrapper = (jars: string): string => `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx256m -cp '${jars}/*' io.temporal.testserver.TestServer "$@" 2>/dev/null
`;

/** Fetches the Java test server by Maven into the folder of `destination` and writes the script that runs it. */
export async function fetchByMaven(destination: string, onProgress: OnProgress): Promise<Attempt> {
  const folder = dirname(destination);
  const jars = join(folder, 'jars');
  const java = await runCommand('java', ['-version'], { timeoutMs: 20_000 });
  if (!java.ok) return { reason: java.reason };
  await mkdir(folder, { recursive: true });
  await rm(jars, { recursive: true, force: true });
  const pom = join(folder, 'pom.xml');
  await writeFile(pom, POM);
  const arguments_ = ['-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  const run = await withProgress(
    `Fetching the Java time-skipping server ${VERSION} by Maven`,
    onProgress,
    (detail) =>
      runCommand('mvn', [...arguments_, `-DoutputDirectory=${jars}`], {
        timeoutMs: FETCH_MS,
        onLine: detail,
      }),
  );
  if (!run.ok) return { reason: run.reason };
  // Written last and moved into place: a script that exists is one whose jars are complete.
  await writeFile(`${destination}.new`, wrapper(jars), { mode: 0o755 });
  await rename(`${destination}.new`, destination);
  return { path: destination };
}
