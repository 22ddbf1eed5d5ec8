import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildWeb } from '../../scripts/build-web';

const root = join(__dirname, '../..');
const run = promisify(execFile);

/** `/widget.js` as it is served, built from the sources as they are now. */
export async function builtWidget(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'widget-'));
  try {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const config = join(root, 'web/widget/vite.config.mts');
    await run(process.execPath, [vite, 'build', '--config', config, '--outDir', folder], { cwd: root });
    return await readFile(join(folder, 'widget.js'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Builds it to where the API serves it from, if it is not there as it is now. */
export async function buildWidget(): Promise<void> {
  await buildWeb({ onProgress: () => undefined });
}
