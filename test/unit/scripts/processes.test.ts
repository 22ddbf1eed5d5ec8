import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../../scripts/processes/file-lock';
import { spawnPart } from '../../../scripts/processes/spawn-part';
import { freePort } from '../../support/ports';
import { startProcess } from '../../support/processes';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-processes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, code: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, code);
  return file;
}

async function untilDead(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

const SERVER = `
  const { createServer } = require('node:http');
  console.log('port from the environment', process.env.PORT, process.env.SECRET_OF_THE_RUNNER);
  createServer((_q, s) => s.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;

it('a started process is ready when its URL answers 200, and gets only the environment given to it', async () => {
  process.env['SECRET_OF_THE_RUNNER'] = 'leaked';
  const port = await freePort();
  const entry = await program('server.ts', SERVER);
  const server = await startProcess({
    entry,
    env: { PORT: String(port) },
    readyUrl: `http://127.0.0.1:${port}/health/ready`,
  });
  expect(server.output()).toContain(`port from the environment ${port} undefined`);
  await server.kill9();
  expect(await server.exited).toBeNull();
  expect(isAlive(server.pid)).toBe(false);
});

it('a process that ends instead of getting ready is reported with what it printed', async () => {
  const port = await freePort();
  const entry = await program('broken.ts', `console.error('the reason'); process.exit(3);`);
  const start = startProcess({ entry, env: {}, readyUrl: `http://127.0.0.1:${port}/` });
  await expect(start).rejects.toThrow(/did not get ready.*ended while starting[^]*the reason/);
});

it('a part ends when the process that started it is killed with -9', async () => {
  const part = await program('part.ts', `setInterval(() => undefined, 1000); console.log('running');`);
  const parentEntry = await program(
    'parent.ts',
    `const { spawnPart } = require(${JSON.stringify(join(__dirname, '../../../scripts/processes/spawn-part.ts'))});
     const child = spawnPart(${JSON.stringify(part)}, process.env);
     child.stdout.once('data', () => console.log('child', child.pid));`,
  );
  const parent = spawnPart(parentEntry, process.env);
  const pid = await new Promise<number>((resolve) => {
    parent.stdout?.on('data', (chunk: Buffer) => {
      const match = /child (\d+)/.exec(chunk.toString());
      if (match !== null) resolve(Number(match[1]));
    });
  });
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  expect(await untilDead(pid)).toBe(true);
}, 30_000);
