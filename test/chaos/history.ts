import { appendFileSync } from 'node:fs';

/**
 * What was asked of the system and what came of it, as Jepsen has it: `ok` = done, `fail` = certainly not done, `unknown` = may
 * have been done or may yet be (no answer, or a "not now").
 */
export type Outcome = 'ok' | 'fail' | 'unknown';

export interface Operation {
  /** Milliseconds since the run began. */
  atMs: number;
  endMs: number;
  f: 'start' | 'send' | 'end' | 'say';
  session: string;
  /** Of the message. */
  id?: string;
  outcome: Outcome;
  status: number | null;
}

export interface Note {
  atMs: number;
  note: string;
  [key: string]: unknown;
}

export interface History {
  readonly operations: Operation[];
  readonly notes: Note[];
  /** When the run began, epoch milliseconds. */
  readonly begunMs: number;
  nowMs(): number;
  /** Records an operation that ended now. */
  did(operation: Omit<Operation, 'endMs'>): void;
  note(what: string, more?: Record<string, unknown>): void;
}

/** A history that is also written line by line, so that a run that is killed leaves it. */
export function createHistory(file: string): History {
  const begunMs = Date.now();
  const operations: Operation[] = [];
  const notes: Note[] = [];
  const nowMs = () => Date.now() - begunMs;
  const write = (line: unknown) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  return {
    operations,
    notes,
    begunMs,
    nowMs,
    did(operation) {
      const whole = { ...operation, endMs: nowMs() };
      operations.push(whole);
      write(whole);
    },
    note(what, more = {}) {
      const whole = { atMs: nowMs(), note: what, ...more };
      notes.push(whole);
      write(whole);
    },
  };
}

/** What an HTTP status says of the effect. A 503 is no "no": what was stored before it may still be carried out. */
export function outcomeOf(status: number | null): Outcome {
  if (status === null || status >= 500 || status === 429) return 'unknown';
  return status < 300 ? 'ok' : 'fail';
}
