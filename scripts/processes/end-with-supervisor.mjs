// Loaded before a part's own code (`--import`): ends the part when the process that started it is gone, even by kill -9,
// because then the channel between them closes. Without a channel it does nothing.
// Plain JavaScript: Temporal's worker threads inherit `--import`, and no loader for TypeScript runs in them.

const GRACE_MS = 10_000;

process.once('disconnect', () => {
  // The part's own way of stopping first; a part that hangs in it must not stay behind as an orphan.
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// A listener makes the channel keep the process running, which is the part's own business.
process.channel?.unref();
