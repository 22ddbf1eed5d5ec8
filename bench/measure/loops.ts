import { setTimeout as sleep } from 'node:timers/promises';
import { summarise, type Sample } from './stats';

/** So many sessions at once, each sending its next message when the one before has arrived. */
export async function closedLoop(
  send: (session: number) => Promise<unknown>,
  sessions: number,
  forMs: number,
): Promise<Sample> {
  const latencies: number[] = [];
  const begunMs = performance.now();
  await Promise.all(
    Array.from({ length: sessions }, async (_, session) => {
      while (performance.now() - begunMs < forMs) {
        const sentMs = performance.now();
        await send(session);
        latencies.push(performance.now() - sentMs);
      }
    }),
  );
  return summarise(latencies, performance.now() - begunMs);
}

/** So many calls a second, whether or not the ones before were answered: what is slow queues up, as in life. */
export async function openLoop(
  call: (n: number) => Promise<unknown>,
  perSecond: number,
  forMs: number,
): Promise<Sample> {
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  const begunMs = performance.now();
  for (let n = 0; n < (forMs / 1_000) * perSecond; n += 1) {
    const dueMs = begunMs + (n * 1_000) / perSecond;
    await sleep(Math.max(0, dueMs - performance.now()));
    calls.push(call(n).then(() => void latencies.push(performance.now() - dueMs)));
  }
  await Promise.all(calls);
  return summarise(latencies, performance.now() - begunMs);
}
