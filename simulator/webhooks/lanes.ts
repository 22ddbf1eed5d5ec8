/**
 * Runs jobs one after another within a lane and side by side over lanes, at most `width` at once, in the order they came.
 * A lane is a webhook and a conversation: the first attempts of one conversation arrive in their order.
 */
export class Lanes {
  readonly #width: number;
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  readonly #ready: string[] = [];
  #running = 0;

  constructor(width: number) {
    this.#width = width;
  }

  push(lane: string, job: () => Promise<void>): void {
    const queue = this.#waiting.get(lane);
    if (queue !== undefined) {
      queue.push(job);
      return;
    }
    this.#waiting.set(lane, [job]);
    this.#ready.push(lane);
    this.#pump();
  }

  clear(): void {
    for (const queue of this.#waiting.values()) queue.length = 0;
  }

  #pump(): void {
    while (this.#running < this.#width) {
      const lane = this.#ready.shift();
      if (lane === undefined) return;
      this.#running += 1;
      void this.#runOne(lane);
    }
  }

  async #runOne(lane: string): Promise<void> {
    const queue = this.#waiting.get(lane) ?? [];
    const job = queue.shift();
    try {
      await job?.();
    } finally {
      this.#running -= 1;
      if (queue.length > 0) this.#ready.push(lane);
      else this.#waiting.delete(lane);
      this.#pump();
    }
  }
}
