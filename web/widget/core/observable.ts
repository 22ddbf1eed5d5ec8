/** A value with listeners, told once for all changes of one turn. */
export class Observable<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();
  private isScheduled = false;

  constructor(value: T) {
    this.value = value;
  }

  get(): T {
    return this.value;
  }

  change(part: Partial<T>): void {
    this.value = { ...this.value, ...part };
    if (this.isScheduled) return;
    this.isScheduled = true;
    queueMicrotask(() => {
      this.isScheduled = false;
      for (const listener of [...this.listeners]) listener();
    });
  }

  /** @returns how to stop listening */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
