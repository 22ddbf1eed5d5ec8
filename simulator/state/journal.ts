import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** `[collection, id, value]`; a null value removes the document. */
export type Change = [collection: string, id: string, value: unknown];

/**
 * Append-only file of changes, one transaction a line, written before the caller goes on: a process killed by -9 loses no
 * acknowledged change (the page cache survives the process; only a power cut could lose the last lines).
 * Without a directory it only runs the transactions.
 */
export class Journal {
  readonly #file: string | undefined;
  #fd: number | undefined;
  #open: Change[] = [];
  #depth = 0;
  #afterCommit: (() => void)[] = [];

  constructor(dir: string | undefined) {
    if (dir === undefined) return;
    mkdirSync(dir, { recursive: true });
    this.#file = path.join(dir, 'journal.jsonl');
  }

  /** Every change on disk, oldest first. A torn last line was never acknowledged and is left out. */
  *replay(): Generator<Change> {
    if (this.#file === undefined || !existsSync(this.#file)) return;
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      if (line === '') continue;
      let changes: Change[];
      try {
        changes = JSON.parse(line) as Change[];
      } catch (error) {
        if (index === lines.length - 1) return;
        throw new Error(`journal line ${index + 1} is not readable`, { cause: error });
      }
      yield* changes;
    }
  }

  /** Writes `snapshot` as the new file and opens it for appending. Call it once, after `replay`. */
  start(snapshot: Iterable<Change>): void {
    if (this.#file === undefined) return;
    const next = `${this.#file}.next`;
    const fd = openSync(next, 'w');
    let lines: string[] = [];
    const flush = () => {
      if (lines.length > 0) writeAll(fd, `${lines.join('\n')}\n`);
      lines = [];
    };
    for (const change of snapshot) if (lines.push(JSON.stringify([change])) === 500) flush();
    flush();
    fsyncSync(fd);
    closeSync(fd);
    renameSync(next, this.#file);
    this.#fd = openSync(this.#file, 'a');
  }

  record(change: Change): void {
    this.transaction(() => this.#open.push(change));
  }

  /** Runs `work` (synchronous, may be nested); everything recorded within becomes durable at once at the end. */
  transaction<T>(work: () => T): T {
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#commit();
    }
  }

  /** Runs `callback` when the open transaction is durable; at once when there is none. */
  afterCommit(callback: () => void): void {
    if (this.#depth === 0) callback();
    else this.#afterCommit.push(callback);
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #commit(): void {
    const changes = this.#open;
    this.#open = [];
    if (this.#fd !== undefined && changes.length > 0) writeAll(this.#fd, `${JSON.stringify(changes)}\n`);
    const callbacks = this.#afterCommit;
    this.#afterCommit = [];
    for (const callback of callbacks) callback();
  }
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
