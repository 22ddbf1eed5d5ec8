import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { lockDirectory } from './directory-lock';
import type { Engine } from './engine';
import { MIGRATIONS_FOLDER } from './migrations-folder';

const IN_MEMORY = 'memory://';

/** Embedded Postgres in a directory that this process alone may use, or in memory (`memory://`). */
export async function openPglite(directory: string): Promise<Engine> {
  const unlock = directory.startsWith(IN_MEMORY) ? undefined : await prepareDirectory(directory);
  try {
    const client = await PGlite.create(directory);
    // One process only: its own memory is lock enough.
    const held = new Set<string>();
    const db = drizzle({ client });
    return {
      db,
      transaction: (work) => db.transaction(work),
      migrate: () => migrate(db, { migrationsFolder: MIGRATIONS_FOLDER }),
      async listen(channel, { onNotify }) {
        const stop = await client.listen(channel, onNotify);
        return { close: () => stop() };
      },
      async withLock(name, work) {
        if (held.has(name)) return false;
        held.add(name);
        try {
          await work();
        } finally {
          held.delete(name);
        }
        return true;
      },
      async close() {
        await client.close();
        await unlock?.();
      },
    };
  } catch (error) {
    await unlock?.();
    throw error;
  }
}

async function prepareDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(path.dirname(directory), { recursive: true });
  return lockDirectory(path.resolve(directory));
}
