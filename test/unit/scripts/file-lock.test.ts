import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockedError, takeLock, waitForLock } from '../../../scripts/processes/file-lock';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const deadPid = (): number => spawnSync('/bin/true').pid;

it('a lock is held by one, who is named to the next', async () => {
  const path = join(folder, 'sub', 'lock');
  const lock = await takeLock(path);
  expect(lock.tookOver).toBe(false);
  await expect(takeLock(path)).rejects.toThrow(LockedError);
  await expect(takeLock(path)).rejects.toMatchObject({ pid: process.pid });
  await lock.release();
  await (await takeLock(path)).release();
});

it('the lock of a process that is gone is taken over', async () => {
  const path = join(folder, 'lock');
  await writeFile(path, `${deadPid()}\n`);
  const lock = await takeLock(path);
  expect(lock.tookOver).toBe(true);
  expect(await readFile(path, 'utf8')).toBe(`${process.pid}\n`);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

it('of ten that want the lock of a dead process at once, one at a time has it', async () => {
  const path = join(folder, 'lock');
  await writeFile(path, `${deadPid()}\n`);
  let inside = 0;
  let most = 0;
  const waited: number[] = [];
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      const lock = await waitForLock(path, (pid) => waited.push(pid));
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      await lock.release();
    }),
  );
  expect(most).toBe(1);
  expect(new Set(waited)).toEqual(new Set([process.pid]));
}, 20_000);
