import { mkdtemp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { firstThatWorks, type Source } from './binaries/attempt';
import { findOnPath, isExecutable } from './binaries/find-on-path';
import { dataDirectory, variable } from './data-dir';
import { waitForLock } from './processes/file-lock';
import { runCommand } from './processes/run-command';

const PACKAGE = 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0';
const BUILD_MS = 10 * 60_000;
const ADVICE =
  'install toxiproxy (https://github.com/Shopify/toxiproxy) so that `toxiproxy-server` is on PATH, or set ' +
  'TOXIPROXY_PATH to it, or install Go with access to a Go module proxy.';

/** The path of a toxiproxy server: `TOXIPROXY_PATH`, PATH, the cache in `DATA_DIR/bin`, a build with Go (15 s). */
export async function findToxiproxy(say: (line: string) => void): Promise<string> {
  const cache = join(dataDirectory(), 'bin', 'toxiproxy-server');
  const lock = await waitForLock(`${cache}.lock`, (pid) =>
    say(`Waiting for process ${pid}, which builds toxiproxy …`),
  );
  try {
    return await firstThatWorks(
      'toxiproxy server',
      [given(), onPath(), cached(cache), built(cache)],
      ADVICE,
      say,
    );
  } finally {
    await lock.release();
  }
}

const ifThere = async (path: string | undefined) =>
  path !== undefined && (await isExecutable(path)) ? { path } : { reason: 'not there' };

const given = (): Source => ({ name: 'TOXIPROXY_PATH', try: () => ifThere(variable('TOXIPROXY_PATH')) });

const onPath = (): Source => ({
  name: '`toxiproxy-server` on PATH',
  try: async () => ifThere(await findOnPath('toxiproxy-server')),
});

const cached = (path: string): Source => ({ name: `cached as ${path}`, try: () => ifThere(path) });

function built(destination: string): Source {
  return {
    name: 'a build with `go install`',
    async try(say) {
      say('Building toxiproxy with Go (15 seconds) …');
      await mkdir(dirname(destination), { recursive: true });
      const folder = await mkdtemp(join(dirname(destination), 'build-'));
      try {
        const run = await runCommand('go', ['install', PACKAGE], {
          timeoutMs: BUILD_MS,
          env: { GOBIN: folder },
        });
        if (!run.ok) return { reason: run.reason };
        await rename(join(folder, 'server'), destination);
        return { path: destination };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
