/** A wait that can be ended early. A call between two waits is not lost: the next wait ends at once. */
export interface Waker {
  wake: () => void;
  wait: (timeoutMs: number) => Promise<void>;
}

export function createWaker(): Waker {
  let woken = false;
  let waiting: (() => void) | undefined;
  return {
    wake() {
      woken = true;
      waiting?.();
    },
    async wait(timeoutMs) {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          waiting = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        waiting = undefined;
      }
      woken = false;
    },
  };
}
