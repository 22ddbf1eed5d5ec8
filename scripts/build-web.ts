// `npm run build:web`: every browser part, web/<name> into dist/web/<name>, where its sources have changed since.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForLock } from './processes/file-lock';
import { withProgress, type OnProgress } from './processes/progress';
import { runCommand } from './processes/run-command';
import { readOptional } from './read-optional';
import { configOf, findWebParts, hashSources } from './web/sources';

const ROOT = join(__dirname, '..');
const VITE = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
const BUILD_MS = 180_000;
/** Beside the built files, and not among them: it is not for the browser. */
const stampOf = (target: string): string => `${target}.sha256`;

export interface BuildWebOptions {
  onProgress: OnProgress;
  /** The clone; default: this one. */
  root?: string;
}

/**
 * Builds what is not built or has changed; two processes that ask at once build it once.
 * @returns the names of the parts that were built now
 * @throws Error with what Vite said when a part does not build; what was built before stays
 */
export async function buildWeb({ onProgress, root = ROOT }: BuildWebOptions): Promise<string[]> {
  const parts = await findWebParts(root);
  if (parts.length === 0) return [];
  const lock = await waitForLock(join(root, 'dist', 'web', 'build.lock'), (pid) => {
    onProgress(`Process ${pid} builds the browser code; waiting …`);
  });
  try {
    const built: string[] = [];
    for (const part of parts) {
      if (await buildPart(root, part, onProgress)) built.push(part);
    }
    return built;
  } finally {
    await lock.release();
  }
}

async function buildPart(root: string, part: string, onProgress: OnProgress): Promise<boolean> {
  const target = join(root, 'dist', 'web', part);
  const hash = await hashSources(root, part);
  if ((await readOptional(stampOf(target))) === hash) return false;
  const fresh = `${target}.new`;
  const result = await withProgress(`Building web/${part}`, onProgress, (detail) =>
    runCommand(
      process.execPath,
      [VITE, 'build', '--config', configOf(root, part), '--outDir', fresh, '--emptyOutDir'],
      { timeoutMs: BUILD_MS, cwd: root, onLine: detail, env: { NODE_ENV: 'production' } },
    ),
  );
  if (!result.ok) {
    await rm(fresh, { recursive: true, force: true });
    throw new Error(`web/${part} does not build: ${result.reason}\n${result.output}`);
  }
  // Whole or not at all: an API that runs meanwhile never serves half a build.
  await rm(stampOf(target), { force: true });
  await rm(target, { recursive: true, force: true });
  await mkdir(join(root, 'dist', 'web'), { recursive: true });
  await rename(fresh, target);
  await writeFile(stampOf(target), hash);
  return true;
}

if (require.main === module) {
  buildWeb({ onProgress: (line) => console.log(line) }).then(
    (built) =>
      console.log(built.length === 0 ? 'The browser code is up to date.' : `Built: ${built.join(', ')}.`),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
}
