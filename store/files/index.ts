import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { newId } from '../../contract/ids';
import { cleanText } from '../clean';
import type { StoreContext } from '../context';
import { StoreError } from '../errors';
import { files } from '../schema/files';
import type { FileRecord, FileStore } from '../types/files';

export function createFileStore({ database, now }: StoreContext): FileStore {
  const insert = async (row: Omit<typeof files.$inferInsert, 'createdAt'>): Promise<FileRecord> => {
    const [stored] = await database.run((db) =>
      db
        .insert(files)
        .values({ ...row, name: cleanText(row.name), createdAt: now() })
        // Nothing changes, but the row comes back.
        .onConflictDoUpdate({ target: files.id, set: { id: row.id } })
        .returning(),
    );
    if (stored === undefined) throw new StoreError('internal', 'the file was not stored');
    return stored;
  };
  return {
    add: (file) => insert({ ...file, id: newId('fil'), sourceUrl: null }),

    addRemote(key, file) {
      const digest = createHash('sha256').update(`${file.copilotId}\n${key}`).digest('base64url');
      return insert({ ...file, id: `fil_${digest.slice(0, 22)}`, storedAs: null });
    },

    async get(fileId) {
      const [row] = await database.run((db) => db.select().from(files).where(eq(files.id, fileId)));
      return row;
    },

    async setStored(fileId, stored) {
      await database.run((db) => db.update(files).set(stored).where(eq(files.id, fileId)));
    },
  };
}
