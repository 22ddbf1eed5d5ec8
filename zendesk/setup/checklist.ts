import { CHECK_NAMES, type Check, type CheckName } from '../../contract/admin';
import type { CheckProgress } from '../../contract/admin-health';

/** A step of the set-up that cannot go on; `detail` tells the admin what to do. */
export class CheckFailed extends Error {
  override name = 'CheckFailed';
  readonly check: CheckName;
  constructor(check: CheckName, detail: string) {
    super(detail);
    this.check = check;
  }
}

const TOO_SLOW =
  'Zendesk takes too long to answer. Nothing was saved. Check that the subdomain is right, then try again in a minute.';

/**
 * Collects the lines, and tells each as it comes; the ones behind a failure are shown as not checked, so that the list is
 * always whole.
 */
export class Checklist {
  readonly #done = new Map<CheckName, Check>();
  readonly #tell: (progress: CheckProgress) => void;
  #expired = false;

  constructor(tell: (progress: CheckProgress) => void = () => undefined) {
    this.#tell = tell;
  }

  /** What is being looked at now. */
  get current(): CheckName {
    return CHECK_NAMES.find((name) => !this.#done.has(name)) ?? 'seat';
  }

  /** @throws CheckFailed when the time is up: nothing more may be made in Zendesk. */
  begin(name: CheckName): void {
    if (this.#expired) throw new CheckFailed(name, TOO_SLOW);
    this.#tell({ name, state: 'running', detail: '' });
  }

  pass(name: CheckName, detail: string): void {
    this.#set({ name, ok: true, detail }, 'passed');
  }

  /** Good enough to go on, and worth telling. */
  warn(name: CheckName, detail: string): void {
    this.#set({ name, ok: true, detail }, 'warning');
  }

  fail(name: CheckName, detail: string): void {
    this.#set({ name, ok: false, detail }, 'failed');
  }

  /** The time is up: what is under way has failed, and goes no further. */
  expire(): void {
    this.#expired = true;
    this.fail(this.current, TOO_SLOW);
  }

  /** The whole list; the rest of it is told as not checked. */
  finish(): Check[] {
    const detail = 'Not checked yet: repair the step above first.';
    return CHECK_NAMES.map((name) => {
      const line = this.#done.get(name);
      if (line !== undefined) return line;
      this.#tell({ name, state: 'not_checked', detail });
      return { name, ok: false, detail };
    });
  }

  #set(line: Check, state: CheckProgress['state']): void {
    if (this.#expired && this.#done.has(line.name)) return;
    this.#done.set(line.name, line);
    this.#tell({ name: line.name, state, detail: line.detail });
  }
}
