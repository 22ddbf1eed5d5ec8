import type { Engine } from '../db/engine';

type Listener = (detail: string) => void;

/** Who in this process waits for news of which session. All share one LISTEN, begun with the first of them. */
export interface SessionListeners {
  /** `detail`: what was notified behind the key; empty after a gap, when something may have been missed. */
  add(key: string, listener: Listener): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export function createSessionListeners(
  engine: Engine,
  channel: string,
  onError: (error: Error) => void,
): SessionListeners {
  const listeners = new Map<string, Set<Listener>>();
  let listening: ReturnType<Engine['listen']> | undefined;

  const wake = (some: Iterable<Listener>, detail: string) => {
    for (const listener of [...some]) {
      try {
        listener(detail);
      } catch (error) {
        // One broken listener must not keep the news from the others.
        onError(error instanceof Error ? error : new Error('a session listener failed'));
      }
    }
  };
  const begin = () =>
    engine.listen(channel, {
      onNotify(payload) {
        const end = payload.indexOf(' ');
        const key = end === -1 ? payload : payload.slice(0, end);
        wake(listeners.get(key) ?? [], end === -1 ? '' : payload.slice(end + 1));
      },
      onGap: () =>
        wake(
          [...listeners.values()].flatMap((set) => [...set]),
          '',
        ),
    });

  return {
    async add(key, listener) {
      // A function of its own, so that the same one can be added twice.
      const entry: Listener = (detail) => listener(detail);
      const set = listeners.get(key) ?? new Set<Listener>();
      listeners.set(key, set.add(entry));
      await (listening ??= begin());
      return () => {
        set.delete(entry);
        if (set.size === 0 && listeners.get(key) === set) listeners.delete(key);
        return Promise.resolve();
      };
    },
    async close() {
      listeners.clear();
      await (await listening)?.close();
    },
  };
}
