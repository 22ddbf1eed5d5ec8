const TOO_LONG_MS = 60_000;

/** Who waits for the next message of which session; each session has one under way at most. */
export function createArrivals() {
  const waiting = new Map<string, () => void>();
  return {
    /** Called before the message is sent. */
    next: (key: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nothing arrived in ${key}`)), TOO_LONG_MS);
        waiting.set(key, () => {
          clearTimeout(timer);
          waiting.delete(key);
          resolve();
        });
      }),
    tell(key: string): void {
      waiting.get(key)?.();
    },
  };
}
