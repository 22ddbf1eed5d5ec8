import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Line } from './entries';
import { parseJson } from './json';

/**
 * A file of JSON lines that is only ever appended to. A line counts once its newline is written: what a killed process
 * left half written is cut off at the next start. (A real bot server keeps this in its database.)
 */
export class Journal {
  private readonly path: string | null;

  /** @param path the file; null keeps nothing (tests). */
  constructor(path: string | null) {
    this.path = path;
    if (path !== null) mkdirSync(dirname(path), { recursive: true });
  }

  /** Every line written so far, oldest first. */
  read(): Line[] {
    if (this.path === null || !existsSync(this.path)) return [];
    const bytes = readFileSync(this.path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) truncateSync(this.path, end);
    return bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line, index) => {
        const parsed = parseJson(line);
        if (parsed === undefined) throw new Error(`${String(this.path)}: line ${index + 1} is not JSON`);
        return parsed as Line;
      });
  }

  /** Returns once the operating system has it: it survives a killed process. */
  append(line: Line): void {
    if (this.path !== null) appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}
