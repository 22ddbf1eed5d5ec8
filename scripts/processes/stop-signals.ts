const LOOK_MS = 500;

/**
 * Calls `stop` when this process is asked to end: Ctrl-C, SIGTERM, a closed terminal; and when the npm that started it is
 * gone, because npm keeps a SIGTERM to itself and its shell and leaves us behind. May be called several times.
 */
export function onStopSignal(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, LOOK_MS);
  watch.unref();
}
