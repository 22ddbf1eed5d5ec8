import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../scripts/processes/run-command';

/** A file system of its own that can be filled up to the last byte, without anybody else's noticing. */
export interface SmallDisk {
  folder: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  close(): Promise<void>;
}

const MB = 1024 * 1024;
const PAGE = 4 * 1024;

/** @returns undefined where no tmpfs may be mounted: not as root, or not in this container */
export async function createSmallDisk(sizeMb: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
  const options = `size=${sizeMb}m,mode=1777`;
  const mounted = await runCommand('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], {
    timeoutMs: 5_000,
  });
  if (!mounted.ok) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill() {
      const file = await open(ballast, 'w');
      try {
        for (const step of [MB, PAGE]) await writeUntilFull(() => file.write(Buffer.alloc(step)));
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async close() {
      // Lazily: whoever still has a file open there keeps it until it ends.
      await runCommand('umount', ['-l', folder], { timeoutMs: 5_000 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeUntilFull(write: () => Promise<{ bytesWritten: number }>): Promise<void> {
  try {
    while ((await write()).bytesWritten > 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
  }
}
