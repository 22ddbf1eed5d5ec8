import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { StoreError } from '../errors';

const ATTEMPTS = 10;

interface Holder {
  pid: number;
  /** Boot and start time of the process, so that a reused pid is told apart; null where the system does not tell. */
  started: string | null;
}

/**
 * Locks a PGlite directory for this process: two processes on one directory lose data without a word.
 * The lock is the file `<directory>.lock`; one left by a killed process is taken over.
 *
 * @returns the way to give it back.
 * @throws StoreError `unavailable` when a living process holds it.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const lockPath = `${directory}.lock`;
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Holder);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await createWith(lockPath, mine)) return () => release(lockPath, mine);
    const held = await readIfThere(lockPath);
    if (held === undefined) continue;
    const holder = parse(held);
    if (holder !== undefined && (await isAlive(holder))) {
      throw new StoreError(
        'unavailable',
        `${directory} is in use by process ${holder.pid} (${lockPath}). Embedded PGlite serves one process only; ` +
          'stop that process, or set DATABASE_URL to a PostgreSQL server.',
      );
    }
    await removeStale(lockPath, held);
  }
  throw new StoreError('unavailable', `${lockPath} could not be taken: other processes are starting on it`);
}

/** Creates the file with its content in one step: a reader never sees half of it. */
async function createWith(lockPath: string, content: string): Promise<boolean> {
  const draft = `${lockPath}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, content);
  try {
    await link(draft, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves the stale file away. Moved somebody's fresh one in between: puts it back. */
async function removeStale(lockPath: string, stale: string): Promise<void> {
  const moved = `${lockPath}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(lockPath, moved);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const content = await readFile(moved, 'utf8');
    if (content !== stale) await createWith(lockPath, content);
  } finally {
    await rm(moved, { force: true });
  }
}

async function release(lockPath: string, mine: string): Promise<void> {
  if ((await readIfThere(lockPath)) === mine) await rm(lockPath, { force: true });
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = await startOf(pid);
  return started === null || now === null || started === now;
}

async function startOf(pid: number): Promise<string | null> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  const boot = await readIfThere('/proc/sys/kernel/random/boot_id');
  // The name of the command, in brackets, may hold spaces; the start time is the 20th field after it.
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return boot === undefined || ticks === undefined ? null : `${boot.trim()}/${ticks}`;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function parse(content: string): Holder | undefined {
  try {
    const value = JSON.parse(content) as Partial<Holder>;
    return typeof value.pid === 'number' ? { pid: value.pid, started: value.started ?? null } : undefined;
  } catch {
    // Not written by us whole, so nobody living wrote it.
    return undefined;
  }
}
