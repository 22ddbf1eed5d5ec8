import type { BlobShelf } from '../core/ports';

const DATABASE = 'copilot-chat';
const FILES = 'files';

/** Files in IndexedDB. Where there is none (private windows), they live as long as the page. */
export function browserBlobs(): BlobShelf {
  const fallback = new Map<string, File>();
  let opened: Promise<IDBDatabase> | undefined;
  const files = async (mode: IDBTransactionMode): Promise<IDBObjectStore> => {
    opened ??= openDatabase();
    return (await opened).transaction(FILES, mode).objectStore(FILES);
  };
  return {
    async put(key, file) {
      try {
        await done((await files('readwrite')).put(file, key));
      } catch {
        fallback.set(key, file);
      }
    },
    async get(key) {
      const kept = fallback.get(key);
      if (kept !== undefined) return kept;
      try {
        return (await done((await files('readonly')).get(key))) as File | undefined;
      } catch {
        return undefined;
      }
    },
    async remove(key) {
      if (fallback.delete(key)) return;
      try {
        await done((await files('readwrite')).delete(key));
      } catch {
        // Nothing can be there where nothing can be written.
      }
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(FILES);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('no database'));
  });
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database refused'));
  });
}
