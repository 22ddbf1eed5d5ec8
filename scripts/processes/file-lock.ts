import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 300;

export interface FileLock {
  release(): Promise<void>;
}

/** Another live process holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(`${path} is held by process ${pid}`);
    this.pid = pid;
  }
}

/**
 * Takes a lock file that holds our process id. A lock whose process is gone is taken over.
 * @throws LockedError when a live process holds it.
 */
export async function takeLock(path: string): Promise<FileLock & { tookOver: boolean }> {
  await mkdir(dirname(path), { recursive: true });
  let tookOver = false;
  for (;;) {
    if (await create(path)) return { tookOver, release: () => rm(path, { force: true }) };
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    if (isAlive(holder)) throw new LockedError(path, holder);
    tookOver = (await removeStale(path, holder)) || tookOver;
  }
}

/** As `takeLock`, but waits for the holder; `onWait` is told once who that is. */
export async function waitForLock(path: string, onWait: (pid: number) => void): Promise<FileLock> {
  for (let told = false; ;) {
    try {
      return await takeLock(path);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!told) onWait(error.pid);
      told = true;
      await sleep(POLL_MS);
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function create(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** An empty file is a lock that is just being written: the reader looks again. */
async function readHolder(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (Number.isNaN(pid)) await sleep(20);
  return Number.isNaN(pid) ? undefined : pid;
}

/**
 * Of those that saw the same dead holder one at a time looks again and removes its lock, so that none removes the lock of who was
 * faster. A guard that a killed process left is removed by whoever finds it.
 */
async function removeStale(path: string, holder: number): Promise<boolean> {
  const guard = `${path}.stale`;
  if (!(await create(guard))) {
    const remover = await readHolder(guard);
    if (remover !== undefined && !isAlive(remover)) await rm(guard, { force: true });
    await sleep(20);
    return false;
  }
  try {
    if ((await readHolder(path)) !== holder) return false;
    await rm(path, { force: true });
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}
