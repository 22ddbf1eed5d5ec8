import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { LogLevel } from '../../config/logger';
import { readableLine } from './print-line';

const KEPT_LINES = 30;

export interface Shown {
  /** JSON lines of this level and above. */
  threshold: LogLevel;
  /** Streams whose other lines are shown too: a crash writes to stderr, chat to stdout. */
  plain: readonly ('stdout' | 'stderr')[];
}

/** Prints what a part says, filtered, and keeps its last lines for the moment when it dies. */
export class PartOutput {
  readonly name: string;
  private readonly shown: Shown;
  private kept: string[] = [];

  constructor(name: string, shown: Shown) {
    this.name = name;
    this.shown = shown;
  }

  attach(child: ChildProcess): void {
    this.kept = [];
    for (const stream of ['stdout', 'stderr'] as const) {
      const input = child[stream];
      if (input === null) continue;
      const lines = createInterface({ input, crlfDelay: Infinity });
      lines.on('line', (line) => this.take(line, this.shown.plain.includes(stream)));
    }
  }

  /** What it said last, also what was not shown. */
  lastLines(): string[] {
    return this.kept.map((line) => readableLine(this.name, line, 'trace', true) ?? line);
  }

  private take(line: string, plain: boolean): void {
    this.kept = [...this.kept.slice(1 - KEPT_LINES), line];
    const readable = readableLine(this.name, line, this.shown.threshold, plain);
    if (readable !== undefined) console.log(readable);
  }
}
