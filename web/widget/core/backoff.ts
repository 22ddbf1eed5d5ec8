const FIRST_MS = 500;
const MOST_MS = 8_000;

/** Pauses that double, with a random part, so that a thousand browsers do not come back in the same moment. */
export class Backoff {
  private readonly random: () => number;
  private failures = 0;
  private wake: (() => void) | undefined;

  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  /** Waits; `hurry` ends it before its time. `atLeastMs`: what the server asked for. */
  pause(atLeastMs = 0): Promise<void> {
    const fullMs = Math.max(atLeastMs, Math.min(MOST_MS, FIRST_MS * 2 ** this.failures));
    this.failures += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(atLeastMs, fullMs * (0.5 + this.random() / 2)));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  succeeded(): void {
    this.failures = 0;
  }

  hurry(): void {
    this.failures = 0;
    this.wake?.();
  }
}
