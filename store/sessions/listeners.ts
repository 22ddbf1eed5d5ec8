import type { Engine } from '../db/engine';
import { SESSION_CHANNEL } from '../work/channel';

/** Who in this process waits for events of which session. All share one LISTEN, begun with the first of them. */
export interface SessionListeners {
  add(key: string, listener: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export function createSessionListeners(engine: Engine, onError: (error: Error) => void): SessionListeners {
  const listeners = new Map<string, Set<() => void>>();
  let listening: ReturnType<Engine['listen']> | undefined;

  const wake = (some: Iterable<() => void>) => {
    for (const listener of [...some]) {
      try {
        listener();
      } catch (error) {
        // One broken listener must not keep the news from the others.
        onError(error instanceof Error ? error : new Error('a session listener failed'));
      }
    }
  };
  const begin = () =>
    engine.listen(SESSION_CHANNEL, {
      onNotify: (payload) => wake(listeners.get(payload) ?? []),
      onGap: () => wake([...listeners.values()].flatMap((set) => [...set])),
    });

  return {
    async add(key, listener) {
      // A function of its own, so that the same one can be added twice.
      const entry = () => listener();
      const set = listeners.get(key) ?? new Set();
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
