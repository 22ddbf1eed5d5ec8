import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Contents of attachments by id: files in a directory, or memory without one. */
export class FileStore {
  readonly #dir: string | undefined;
  readonly #memory = new Map<string, Buffer>();

  constructor(dir: string | undefined) {
    this.#dir = dir;
    if (dir !== undefined) mkdirSync(dir, { recursive: true });
  }

  write(id: string, bytes: Buffer): void {
    if (this.#dir === undefined) this.#memory.set(id, bytes);
    else writeFileSync(path.join(this.#dir, id), bytes);
  }

  read(id: string): Buffer | undefined {
    if (this.#dir === undefined) return this.#memory.get(id);
    const file = path.join(this.#dir, id);
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  remove(id: string): void {
    if (this.#dir === undefined) this.#memory.delete(id);
    else rmSync(path.join(this.#dir, id), { force: true });
  }

  clear(): void {
    this.#memory.clear();
    if (this.#dir === undefined) return;
    rmSync(this.#dir, { recursive: true, force: true });
    mkdirSync(this.#dir, { recursive: true });
  }
}
