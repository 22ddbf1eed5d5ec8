export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

/**
 * A server closes a connection that was idle for five seconds; a request that comes at that moment is lost, and here that is no
 * finding: each has a connection of its own.
 */
const ALONE = { connection: 'close' };

/** One JSON request; an unexpected status is the caller's to judge. A hanging server fails after `timeoutMs`. */
export async function json<T = Record<string, unknown>>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
  timeoutMs = 15_000,
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    headers: { ...ALONE, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as T,
  };
}

/** Waits until `look` gives something; asks again every 50 ms. @throws with the last word of `say` when it never does */
export async function eventually<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  options: { withinMs?: number; say?: () => string } = {},
): Promise<T> {
  const { withinMs = 20_000, say = () => '' } = options;
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`did not come within ${withinMs} ms. ${say()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
