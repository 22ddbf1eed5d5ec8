import type { Shelf } from '../core/ports';

/**
 * `localStorage` under a prefix. Where it is refused (a sandboxed frame) or full, what is kept lives as long as the page.
 */
export function browserShelf(prefix: string, storage: Storage | null = localStorageOrNull()): Shelf {
  const fallback = new Map<string, string>();
  const full = (key: string) => prefix + key;
  return {
    get: (key) => fallback.get(key) ?? storage?.getItem(full(key)) ?? null,
    set(key, value) {
      try {
        if (storage === null) throw new DOMException('no storage', 'SecurityError');
        storage.setItem(full(key), value);
        fallback.delete(key);
      } catch {
        fallback.set(key, value);
      }
    },
    remove(key) {
      fallback.delete(key);
      storage?.removeItem(full(key));
    },
    keys() {
      const stored = storage === null ? [] : Object.keys(storage).filter((key) => key.startsWith(prefix));
      return [...new Set([...stored.map((key) => key.slice(prefix.length)), ...fallback.keys()])];
    },
    onChange(listener) {
      const told = ({ key, storageArea }: StorageEvent) => {
        if (storageArea !== storage || (key !== null && !key.startsWith(prefix))) return;
        listener(key === null ? null : key.slice(prefix.length));
      };
      addEventListener('storage', told);
      return () => removeEventListener('storage', told);
    },
  };
}

function localStorageOrNull(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
