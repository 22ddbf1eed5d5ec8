// Preloaded into a process that is to die of a full heap: at SIGUSR2 it fills what is left, step by step, as a leak would, so
// that it first spends its time on collecting.
const process = require('node:process');
const { setInterval } = require('node:timers');

const STEP_MS = 10;
const STEP_ITEMS = 500_000;

if (require('node:worker_threads').isMainThread) {
  const kept = [];
  process.on('SIGUSR2', () => {
    setInterval(() => kept.push(Array.from({ length: STEP_ITEMS }, (_, n) => ({ n }))), STEP_MS);
  });
}
