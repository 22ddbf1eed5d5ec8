import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 100;
const TRY_MS = 2_000;
const SILENT_MS = 5_000;

/**
 * Waits until `GET url` answers 200.
 * @throws Error with the last answer after `timeoutMs`, or at once when `signal` is aborted
 */
export async function waitForHttp(
  url: string,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    const answer = await statusOf(url);
    if (answer === '200') return;
    if (options.signal?.aborted === true) throw new Error(`${url}: the process ended while starting`);
    if (Date.now() > deadline)
      throw new Error(`${url}: not ready in ${options.timeoutMs / 1000} s (${answer})`);
    await sleep(PAUSE_MS);
  }
}

/** Whether there is an answer within 5 s, whatever it says: 503 comes from a process that lives. */
export async function answersHttp(url: string): Promise<boolean> {
  try {
    await ask(url, SILENT_MS);
    return true;
  } catch {
    return false;
  }
}

async function statusOf(url: string): Promise<string> {
  try {
    return String((await ask(url, TRY_MS)).status);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

async function ask(url: string, withinMs: number): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(withinMs), redirect: 'manual' });
  await response.body?.cancel();
  return response;
}
