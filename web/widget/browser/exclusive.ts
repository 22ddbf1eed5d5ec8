import type { Exclusive } from '../core/ports';

/**
 * One at a time over all tabs, by Web Locks. They exist on secure pages only; elsewhere it is one at a time in this tab, and
 * two tabs may send the same message: the server knows it by its id.
 */
export function browserExclusive(prefix: string): Exclusive {
  const { locks } = navigator as { locks?: LockManager };
  if (locks !== undefined) {
    return async (name, work) => {
      await locks.request(prefix + name, work);
    };
  }
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
