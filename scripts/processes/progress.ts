export type OnProgress = (line: string) => void;

const TICK_MS = 10_000;

/**
 * Says what is being done at once, then every ten seconds with the time gone by, until `work` ends.
 * `work` may set a detail (the last line a compiler printed) that the next line shows.
 */
export async function withProgress<T>(
  what: string,
  onProgress: OnProgress,
  work: (detail: (text: string) => void) => Promise<T>,
): Promise<T> {
  const startedAt = Date.now();
  let detail = '';
  onProgress(`${what} …`);
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    onProgress(`${what}: ${seconds} s${detail === '' ? '' : ` (${detail.slice(0, 100)})`}`);
  }, TICK_MS);
  try {
    return await work((text) => {
      detail = text;
    });
  } finally {
    clearInterval(timer);
  }
}
