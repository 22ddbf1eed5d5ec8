import { Connection } from '@temporalio/client';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { endWithParent } from '../../scripts/processes/end-with-parent';
import { portState } from '../../scripts/processes/ports';
import { ROOT } from '../../scripts/processes/spawn-part';
import { runCommand } from '../../scripts/processes/run-command';
import { stopProcess } from '../../scripts/processes/stop-process';
import { startThrowAwayPostgres } from '../../scripts/testing/throw-away-postgres';
import { findServerBinaries, type ServerBinaries } from './binaries';
import { serverConfig } from './postgres-config';
import type { BenchServer } from './server';

const START_MS = 90_000;

/**
 * The production server, with the settings of docker-compose.yml, on a PostgreSQL of its own (which, unlike a production's, does
 * not wait for its disk).
 */
export async function startOnPostgres(say: (line: string) => void): Promise<BenchServer> {
  const binaries = await findServerBinaries(say);
  const postgres = await startThrowAwayPostgres();
  if (postgres === undefined) throw new Error('no PostgreSQL is installed');
  const database = new URL(postgres.url);
  await makeDatabases(binaries, database);
  const folder = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  await mkdir(join(folder, 'config'));
  const dynamicConfig = join(ROOT, 'deploy', 'temporal', 'config', 'dynamicconfig', 'handoff.yaml');
  const ports = await lowPorts(8);
  await writeFile(join(folder, 'config', 'bench.yaml'), serverConfig({ database, ports, dynamicConfig }), {
    mode: 0o600,
  });
  const child = spawn(
    binaries.server,
    ['--root', folder, '--config', 'config', '--env', 'bench', '--allow-no-auth', 'start'],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  endWithParent(child, 0);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-3_000)));
  const address = `127.0.0.1:${ports[0]}`;
  const stop = async () => {
    await stopProcess(child, 'SIGTERM', 10_000);
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await makeNamespace(address, child);
  } catch (error) {
    await stop();
    throw new Error(`the Temporal server does not answer:\n${printed}`, { cause: error });
  }
  return { title: 'server on PostgreSQL', address, namespace: 'default', pid: child.pid ?? -1, stop };
}

/** The server keeps its ports in a column that ends at 32767; those that a system gives away begin after it. */
async function lowPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(20_000, 32_767);
    if ((await portState(port)) === 'free') found.add(port);
  }
  return [...found];
}

async function makeDatabases({ sqlTool, schema }: ServerBinaries, database: URL): Promise<void> {
  const client = new Client({ connectionString: database.href });
  await client.connect();
  for (const [name, folder] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    await client.query(`CREATE DATABASE ${name}`);
    const to = ['--plugin', 'postgres12', '--ep', database.hostname, '-p', database.port, '--db', name];
    const who = ['-u', database.username, '--pw', database.password];
    for (const step of [
      ['setup-schema', '-v', '0.0'],
      ['update-schema', '-d', join(schema, folder, 'versioned')],
    ]) {
      const made = await runCommand(sqlTool, [...to, ...who, ...step], { timeoutMs: 120_000 });
      if (!made.ok) throw new Error(`${step.join(' ')} of ${name}: ${made.reason}`);
    }
  }
  await client.end();
}

/** Waits for the server, and for its caches to know the namespace. */
async function makeNamespace(address: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      const connection = await Connection.connect({ address });
      try {
        await connection.workflowService
          .registerNamespace({
            namespace: 'default',
            workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
          })
          .catch((error: unknown) => {
            if (!String(error).includes('already')) throw error;
          });
        await connection.workflowService.listWorkflowExecutions({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > deadline || server.exitCode !== null) throw error;
      await sleep(500);
    }
  }
}
