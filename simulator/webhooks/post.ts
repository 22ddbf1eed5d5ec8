import { Agent, request } from 'undici';

export interface PostResult {
  /** Null when no answer came. */
  status: number | null;
  error: string | null;
  durationMs: number;
}

/** One HTTP attempt. Redirects are not followed; the answer's body is thrown away. Never rejects. */
export class Poster {
  readonly #agent = new Agent({ connections: 128, pipelining: 1 });

  async post(target: string, secret: string, body: string, timeoutMs: number): Promise<PostResult> {
    const startedAt = Date.now();
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(target, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-api-key': secret,
          'user-agent': 'sunshine-conversations',
        },
        body,
        signal,
        dispatcher: this.#agent,
      });
      await answer.body.dump();
      return { status: answer.statusCode, error: null, durationMs: Date.now() - startedAt };
    } catch (error) {
      return { status: null, error: describe(error, signal), durationMs: Date.now() - startedAt };
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function describe(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'timeout';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error instanceof Error ? error.message : 'unknown';
}
