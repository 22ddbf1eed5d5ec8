import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '../../scripts/dev-server';
import { freePort } from '../../scripts/processes/ports';
import type { BenchServer } from './server';

/** The dev server as `npm start` runs it: a database in a file. */
export async function startDev(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const server = await startDevServer({
    port: await freePort(),
    headless: true,
    dbFile: join(folder, 'temporal.db'),
  });
  return {
    title: 'embedded dev server (SQLite file)',
    address: server.address,
    namespace: 'default',
    pid: server.process.pid ?? -1,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
