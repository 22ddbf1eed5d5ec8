import type { Exclusive } from '../core/ports';

/** As much of `LockManager` as is needed. */
interface Locks {
  request(name: string, work: () => Promise<void>): Promise<unknown>;
}

/**
 * One at a time over all tabs, by Web Locks. Where there are none (a page that is not secure), or they refuse (a sandboxed frame,
 * a browser that keeps nothing), it is one at a time in this tab, and two tabs may send the same message: the server knows it
 * by its id.
 */
export function browserExclusive(prefix: string, locks: Locks | undefined): Exclusive {
  const inTab = tabExclusive();
  let usable = locks;
  return async (name, work) => {
    if (usable === undefined) return inTab(name, work);
    let working: Promise<void> | undefined;
    try {
      await usable.request(prefix + name, () => (working = work()));
    } catch (error) {
      // Once it has begun, what went wrong is the work's own.
      if (working !== undefined) throw error;
      usable = undefined;
      await inTab(name, work);
    }
  };
}

function tabExclusive(): Exclusive {
  const tails = new Map<string, Promise<void>>();
  return (name, work) => {
    const result = (tails.get(name) ?? Promise.resolve()).then(work);
    tails.set(
      name,
      result.catch(() => undefined),
    );
    return result;
  };
}
