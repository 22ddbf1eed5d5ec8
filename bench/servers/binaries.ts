import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory } from '../../scripts/data-dir';
import { isExecutable } from '../../scripts/binaries/find-on-path';
import { runCommand } from '../../scripts/processes/run-command';

const MODULE = 'go.temporal.io/server';
const VERSION = 'v1.29.1';
const BUILD_MS = 20 * 60_000;

export interface ServerBinaries {
  server: string;
  sqlTool: string;
  /** Folder with `temporal/versioned` and `visibility/versioned`. */
  schema: string;
}

/** The Temporal server that is run in production, of the dev server's release: cached in `DATA_DIR/bin`, else built with Go. */
export async function findServerBinaries(say: (line: string) => void): Promise<ServerBinaries> {
  const bin = join(dataDirectory(), 'bin');
  const [server, sqlTool] = [join(bin, 'temporal-server'), join(bin, 'temporal-sql-tool')];
  if (!(await isExecutable(server)) || !(await isExecutable(sqlTool))) {
    say('Building the Temporal server with Go (4 minutes) …');
    await build(bin, { server, sqlTool });
  }
  return { server, sqlTool, schema: join(await moduleFolder(), 'schema', 'postgresql', 'v12') };
}

async function build(bin: string, to: { server: string; sqlTool: string }): Promise<void> {
  await mkdir(bin, { recursive: true });
  const folder = await mkdtemp(join(bin, 'build-'));
  try {
    const packages = [`${MODULE}/cmd/server@${VERSION}`, `${MODULE}/cmd/tools/sql@${VERSION}`];
    const made = await runCommand('go', ['install', '-ldflags', '-s -w', ...packages], {
      timeoutMs: BUILD_MS,
      env: { GOBIN: folder },
    });
    if (!made.ok) throw new Error(`the Temporal server cannot be built: ${made.reason}`);
    await rename(join(folder, 'server'), to.server);
    await rename(join(folder, 'sql'), to.sqlTool);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where Go keeps the module's sources, which hold the schema. */
async function moduleFolder(): Promise<string> {
  const told = await runCommand('go', ['mod', 'download', '-json', `${MODULE}@${VERSION}`], {
    timeoutMs: BUILD_MS,
  });
  if (!told.ok) throw new Error(`the sources of the Temporal server cannot be had: ${told.reason}`);
  return (JSON.parse(told.output) as { Dir: string }).Dir;
}
