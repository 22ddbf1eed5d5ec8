import type { Writable } from 'node:stream';

/** Waits until what was written has gone out. False: it did not in that time, or the reader has left. */
export async function drained(stream: Writable, timeoutMs: number): Promise<boolean> {
  if (stream.destroyed) return false;
  return new Promise<boolean>((resolve) => {
    const settle = (isDrained: boolean): void => {
      clearTimeout(timer);
      stream.off('drain', onDrain).off('close', onClose);
      resolve(isDrained);
    };
    const onDrain = (): void => {
      settle(true);
    };
    const onClose = (): void => {
      settle(false);
    };
    const timer = setTimeout(onClose, timeoutMs);
    stream.once('drain', onDrain).once('close', onClose);
  });
}
