import { join } from 'node:path';
import { startDevServer, type DevServer } from '../../../scripts/dev-server';
import { freePort } from '../../../scripts/processes/ports';
import { stopProcess } from '../../../scripts/processes/stop-process';
import type { History } from '../history';
import type { Part } from './part';

export interface TemporalPart extends Part {
  /** `host:port` of the server itself. */
  readonly address: string;
  readonly dbFile: string;
}

/** The Temporal dev server on a file database, as a part that can be killed and comes back on its port. */
export async function createTemporal(folder: string, history: History): Promise<TemporalPart> {
  const port = await freePort();
  const dbFile = join(folder, 'temporal.db');
  let server: DevServer | undefined;
  let starting: Promise<void> | undefined;
  let frozen = false;
  let exits = 0;

  async function boot(): Promise<void> {
    const startedMs = Date.now();
    const started = await startDevServer({ port, headless: true, dbFile });
    server = started;
    started.process.once('exit', () => {
      if (server === started) server = undefined;
      exits += 1;
      history.note('exited', { part: 'temporal' });
    });
    history.note('ready', { part: 'temporal', afterMs: Date.now() - startedMs });
  }

  return {
    name: 'temporal',
    address: `127.0.0.1:${port}`,
    dbFile,
    get pid() {
      return server?.process.pid ?? -1;
    },
    async start() {
      if (frozen) {
        frozen = false;
        server?.process.kill('SIGCONT');
        history.note('thawed', { part: 'temporal' });
      }
      if (server !== undefined && starting === undefined) return;
      starting ??= boot().finally(() => (starting = undefined));
      await starting;
    },
    async kill9() {
      frozen = false;
      if (server !== undefined) await stopProcess(server.process, 'SIGKILL');
    },
    async term() {
      await server?.stop();
    },
    freeze() {
      if (server === undefined) return;
      frozen = true;
      server.process.kill('SIGSTOP');
    },
    get exits() {
      return exits;
    },
    output: () => '',
  };
}
