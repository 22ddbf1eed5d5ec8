import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopProcess } from '../processes/stop-process';
import type { PartOutput } from './output';
import { prefix } from './print-line';

export interface PartDefinition {
  name: string;
  spawn(): Promise<ChildProcess>;
  /** Resolves when the part can be used; rejects when `signal` is aborted (it ended) or after its own patience. */
  ready(signal: AbortSignal): Promise<void>;
  /** Whether it answers at all, whatever it says; asked while it runs, for one that stands still. Absent: not asked. */
  answers?: () => Promise<boolean>;
  /** Between two questions; default 10 s. */
  lookEveryMs?: number;
  /** After SIGTERM, before SIGKILL. */
  stopWaitMs: number;
}

const RESTART_MS = 1_000;
/** A part that ends this often before it was ever ready is broken: restarting it for ever would hide why. */
const TRIES_UNTIL_READY = 3;

const LOOK_EVERY_MS = 10_000;
/** Once may be a busy machine, or one that was asleep. */
const SILENT_LOOKS = 3;

/**
 * Keeps one program running: a second after it died, by whatever, it is started again. One that stands still (an endless loop, as
 * PGlite's when its log has no room) is killed.
 */
export class Part {
  /** Rejects when the part never gets ready; resolves the first time it is. */
  readonly firstReady: Promise<void>;
  private readonly definition: PartDefinition;
  private readonly output: PartOutput;
  private child: ChildProcess | undefined;
  private stopping = false;
  private readyBefore = false;

  constructor(definition: PartDefinition, output: PartOutput) {
    this.definition = definition;
    this.output = output;
    this.firstReady = new Promise((resolve, reject) => {
      void this.run(resolve, reject);
    });
    // Whoever waits for it hears of it; a part that nobody waits for any more must not end the supervisor.
    this.firstReady.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.child !== undefined) await stopProcess(this.child, 'SIGTERM', this.definition.stopWaitMs);
  }

  /** At once, for a second Ctrl-C. */
  kill(): void {
    this.stopping = true;
    this.child?.kill('SIGKILL');
  }

  private async run(onReady: () => void, onBroken: (error: Error) => void): Promise<void> {
    for (let tries = 1; !this.stopping; tries += 1) {
      const ended = await this.runOnce(onReady);
      if (this.isStopping()) return;
      if (!this.readyBefore && tries >= TRIES_UNTIL_READY) {
        onBroken(
          new Error(
            [`${this.definition.name} does not start (${ended}):`, ...this.output.lastLines()].join('\n'),
          ),
        );
        return;
      }
      console.log(`${prefix(this.definition.name)} ended (${ended}); it starts again in a second`);
      await sleep(RESTART_MS);
    }
  }

  private async runOnce(onReady: () => void): Promise<string> {
    const startedAt = Date.now();
    const ended = new AbortController();
    let child: ChildProcess;
    try {
      child = await this.definition.spawn();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    this.child = child;
    if (this.stopping) child.kill('SIGKILL');
    this.output.attach(child);
    const exit = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${String(code)}`));
    });
    void exit.then(() => ended.abort());
    this.definition.ready(ended.signal).then(
      () => {
        if (this.readyBefore) {
          console.log(`${prefix(this.definition.name)} ready again after ${Date.now() - startedAt} ms`);
        }
        this.readyBefore = true;
        onReady();
        void this.watch(child, ended.signal);
      },
      (error: unknown) => {
        if (ended.signal.aborted || this.stopping) return;
        // Alive but not ready: most likely it hangs, and a new one may not.
        console.log(
          `${prefix(this.definition.name)} ${error instanceof Error ? error.message : String(error)}`,
        );
        child.kill('SIGKILL');
      },
    );
    return await exit;
  }

  private async watch(child: ChildProcess, ended: AbortSignal): Promise<void> {
    const { name, answers, lookEveryMs = LOOK_EVERY_MS } = this.definition;
    if (answers === undefined) return;
    for (let silent = 0; silent < SILENT_LOOKS;) {
      await sleep(lookEveryMs, undefined, { signal: ended, ref: false }).catch(() => undefined);
      if (ended.aborted || this.stopping) return;
      silent = (await answers()) ? 0 : silent + 1;
    }
    console.log(`${prefix(name)} does not answer any more: it is killed`);
    child.kill('SIGKILL');
  }

  /** `stopping` changes while we wait, which the compiler cannot see. */
  private isStopping(): boolean {
    return this.stopping;
  }
}
