import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import type { NotificationHandler } from './engine';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
/** A peer that vanished without a word is noticed after two of these. */
const PROBE_INTERVAL_MS = 15_000;

/**
 * One connection of its own that listens, and connects anew with growing delays when it breaks. After each new connection
 * `onGap` is called: what was notified meanwhile is gone. Resolves after the first attempt to connect, whatever came of it.
 */
export async function listenWithReconnect(options: {
  connection: ClientConfig;
  channel: string;
  handler: NotificationHandler;
  onError: (error: Error) => void;
}): Promise<{ close(): Promise<void> }> {
  const stop = new AbortController();
  let firstAttempt: () => void = () => undefined;
  const attempted = new Promise<void>((resolve) => (firstAttempt = resolve));

  const run = async () => {
    let delayMs = FIRST_DELAY_MS;
    let connections = 0;
    while (!stop.signal.aborted) {
      try {
        await listenOnce(options, stop.signal, () => {
          delayMs = FIRST_DELAY_MS;
          if (connections++ > 0) options.handler.onGap();
          firstAttempt();
        });
      } catch (error) {
        options.onError(error instanceof Error ? error : new Error('the listening connection broke'));
        connections++;
        firstAttempt();
        await sleep(delayMs, undefined, { signal: stop.signal }).catch(() => undefined);
        delayMs = Math.min(2 * delayMs, MAX_DELAY_MS);
      }
    }
  };

  const running = run();
  await attempted;
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}

/** Listens until told to stop; rejects when the connection breaks. */
async function listenOnce(
  {
    connection,
    channel,
    handler,
  }: { connection: ClientConfig; channel: string; handler: NotificationHandler },
  stop: AbortSignal,
  onListening: () => void,
): Promise<void> {
  const client = new Client({ ...connection, query_timeout: PROBE_INTERVAL_MS });
  let breakOff: (reason: unknown) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (breakOff = reject));
  broken.catch(() => undefined);
  client.on('error', (error) => breakOff(error));
  client.on('end', () => breakOff(new Error('the listening connection ended')));
  client.on('notification', ({ payload }) => handler.onNotify(payload ?? ''));
  const stopped = new Promise<void>((resolve) =>
    stop.addEventListener('abort', () => resolve(), { once: true }),
  );
  const probe = setInterval(() => {
    client.query('SELECT 1').catch(breakOff);
  }, PROBE_INTERVAL_MS);
  try {
    await client.connect();
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    onListening();
    await Promise.race([broken, stopped]);
  } finally {
    clearInterval(probe);
    await client.end().catch(() => undefined);
  }
}
