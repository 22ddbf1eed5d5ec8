import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess, type ProcessOptions, type TestProcess } from '../../support/processes';
import type { History } from '../history';

/** One of the processes, which the nemesis may do anything to; `start` brings it back. */
export interface Part {
  readonly name: string;
  /**
   * Starts it, or thaws it. Resolves when it is ready; a call while it starts waits for the same start.
   * @param more variables for this start and all later ones
   */
  start(more?: Record<string, string>): Promise<void>;
  kill9(): Promise<void>;
  term(): Promise<void>;
  freeze(): void;
  /** How often it has ended, for whatever reason. */
  readonly exits: number;
  output(): string;
  readonly pid: number;
}

interface PartOptions extends ProcessOptions {
  name: string;
  /** A word of its output that tells that it is ready. */
  readyWord?: string;
  history: History;
  log: (text: string) => void;
}

const READY_MS = 60_000;
const RESTART_MS = 1_000;

/** A process of ours as a part of the cluster; it is not started yet. */
export function createPart(options: PartOptions): Part {
  const { name, history, log, readyWord } = options;
  let running: TestProcess | undefined;
  let starting: Promise<void> | undefined;
  let frozen = false;
  let env = options.env;
  let exits = 0;
  let killsByUs = 0;

  /** As a supervisor does: what dies while it starts is started again. */
  async function boot(): Promise<void> {
    const deadlineMs = Date.now() + READY_MS;
    for (;;) {
      const kills = killsByUs;
      const trouble = await bootOnce();
      if (trouble === undefined || killsByUs > kills) return;
      history.note('died while starting', { part: name });
      if (Date.now() > deadlineMs) throw new Error(`${name}: ${trouble}`);
      await sleep(RESTART_MS);
    }
  }

  /** @returns what went wrong */
  async function bootOnce(): Promise<string | undefined> {
    const startedMs = Date.now();
    let ready: (value: undefined) => void = () => undefined;
    const said = new Promise<undefined>((resolve) => (ready = resolve));
    let seen = '';
    const child = await spawnPatiently((text) => {
      log(text);
      seen = (seen + text).slice(-2_000);
      if (readyWord !== undefined && seen.includes(readyWord)) ready(undefined);
    });
    if (typeof child === 'string') return child;
    if (readyWord !== undefined) {
      const tooLong = sleep(READY_MS, 'not ready in time', { ref: false });
      const trouble = await Promise.race([said, tooLong, child.exited.then(() => 'it ended while starting')]);
      if (trouble !== undefined) return `${trouble}\n${child.output().slice(-2_000)}`;
    }
    history.note('ready', { part: name, afterMs: Date.now() - startedMs });
    return undefined;
  }

  async function spawnPatiently(onOutput: (text: string) => void): Promise<TestProcess | string> {
    try {
      return await startProcess({ ...options, env, onOutput, onSpawn: adopt });
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : String(thrown);
    }
  }

  function adopt(child: TestProcess): void {
    running = child;
    void child.exited.then(() => {
      if (running === child) running = undefined;
      exits += 1;
      history.note('exited', { part: name });
    });
  }

  return {
    name,
    get pid() {
      return running?.pid ?? -1;
    },
    async start(more = {}) {
      if (frozen) {
        frozen = false;
        running?.thaw();
        history.note('thawed', { part: name });
      }
      if (running !== undefined && starting === undefined) return;
      env = { ...env, ...more };
      starting ??= boot().finally(() => (starting = undefined));
      await starting;
    },
    async kill9() {
      frozen = false;
      killsByUs += 1;
      await running?.kill9();
    },
    async term() {
      killsByUs += 1;
      await running?.stop();
    },
    freeze() {
      if (running === undefined) return;
      frozen = true;
      running.freeze();
    },
    get exits() {
      return exits;
    },
    output: () => running?.output() ?? '',
  };
}
