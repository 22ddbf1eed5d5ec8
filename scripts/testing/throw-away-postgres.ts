import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { endWithParent } from '../processes/end-with-parent';
import { freePort } from '../processes/ports';
import { runCommand } from '../processes/run-command';
import { stopProcess } from '../processes/stop-process';
import { findPostgresFolder } from './postgres-binaries';
import { unprivilegedUser } from './unprivileged-user';

export interface ThrowAwayPostgres {
  /** Of the maintenance database `postgres`, as a superuser. */
  url: string;
  stop(): Promise<void>;
}

// Safe only because nothing in the cluster is worth anything after the run; four times faster set-up of a database.
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=200'];

/**
 * A PostgreSQL cluster of its own in the temporary folder, on a free loopback port, with a password. It ends with this
 * process, even by kill -9, and its folder is deleted.
 * @param within another folder than the temporary one; its user must be able to enter it
 * @returns undefined where no PostgreSQL server is installed
 * @throws Error with what PostgreSQL printed when it does not start
 */
export async function startThrowAwayPostgres(within = tmpdir()): Promise<ThrowAwayPostgres | undefined> {
  const bin = await findPostgresFolder();
  if (bin === undefined) return undefined;
  const ids = await unprivilegedUser();
  const folder = await mkdtemp(join(within, 'handoff-postgres-'));
  const password = randomBytes(16).toString('hex');
  const data = join(folder, 'data');
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  if (ids.uid !== undefined && ids.gid !== undefined) {
    await chown(folder, ids.uid, ids.gid);
    await chown(join(folder, 'password'), ids.uid, ids.gid);
  }
  const create = [
    '-D',
    data,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
    '-A',
    'scram-sha-256',
  ];
  const made = await runCommand(join(bin, 'initdb'), [...create, `--pwfile=${join(folder, 'password')}`], {
    timeoutMs: 60_000,
    cwd: folder,
    ...ids,
  });
  if (!made.ok) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`initdb ${made.reason}`);
  }
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, ...SETTINGS];
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], detached: true, ...ids },
  );
  endWithParent(child, 0, folder);
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-4_000);
  });
  child.on('error', (error) => (printed += error.message));
  (child.stderr as unknown as { unref?(): void }).unref?.();
  child.unref();
  const stop = async (): Promise<void> => {
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
    await stopProcess(child, 'SIGINT', 10_000);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  if (!(await answers(url, () => child.exitCode === null))) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${printed}`);
  }
  return { url, stop };
}

async function answers(url: string, alive: () => boolean): Promise<boolean> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && alive()) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    try {
      await client.connect();
      return true;
    } catch {
      await sleep(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}
