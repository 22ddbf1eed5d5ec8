import { setTimeout as sleep } from 'node:timers/promises';
import type { CredentialSource } from './credentials';
import { asObject, asText, parseJson, type Json } from './json';

const DEADLINE_MS = 10_000;
const LONGEST_PAUSE_MS = 10_000;

/** A final answer of the API: it was done, or it will never be. */
export type Answer = { ok: true; body: Json } | { ok: false; status: number; code: string; message: string };

type Attempt = Answer | { retryAfterMs: number | null; why: string };

export interface HandoffClientOptions {
  /** E.g. `http://localhost:3000`. */
  apiUrl: string;
  credentials: CredentialSource;
  /** Ends every wait. */
  signal: AbortSignal;
  log: (text: string) => void;
  firstPauseMs?: number;
}

/** The calls that an integrator makes. Each may be repeated with the same ids: the API does it once. */
export class HandoffClient {
  private readonly options: HandoffClientOptions;

  constructor(options: HandoffClientOptions) {
    this.options = options;
  }

  /** @param idempotencyKey the same for every retry of this start. */
  start(body: Json, idempotencyKey: string): Promise<Answer> {
    return this.untilAnswered('POST', '/api/v1/handoffs', body, { 'idempotency-key': idempotencyKey });
  }

  sendMessage(sessionId: string, message: { id: string; text: string; postback?: string }): Promise<Answer> {
    return this.untilAnswered('POST', `/api/v1/handoffs/${encodeURIComponent(sessionId)}/messages`, message);
  }

  /** One attempt: null when there is no answer now. */
  end(sessionId: string, reason: 'user_ended' | 'copilot_ended'): Promise<Answer | null> {
    return this.once('POST', `/api/v1/handoffs/${encodeURIComponent(sessionId)}/end`, { reason });
  }

  /** The session's open handoff, else its latest. One attempt: null when there is no answer now. */
  read(sessionId: string): Promise<Answer | null> {
    return this.once('GET', `/api/v1/handoffs/${encodeURIComponent(sessionId)}`, null);
  }

  private async once(method: string, path: string, body: Json | null): Promise<Answer | null> {
    const attempt = await this.attempt(method, path, body, {});
    return 'ok' in attempt ? attempt : null;
  }

  /** Repeats on network errors, 408, 429, 5xx, and while the key is not (yet) accepted. @throws when stopped. */
  private async untilAnswered(
    method: string,
    path: string,
    body: Json,
    headers: Record<string, string> = {},
  ) {
    let pauseMs = this.options.firstPauseMs ?? 500;
    for (;;) {
      const attempt = await this.attempt(method, path, body, headers);
      if ('ok' in attempt) return attempt;
      this.options.log(`${method} ${path}: ${attempt.why}, trying again`);
      const jitter = 0.75 + Math.random() / 2;
      await sleep(attempt.retryAfterMs ?? pauseMs * jitter, undefined, { signal: this.options.signal });
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  private async attempt(
    method: string,
    path: string,
    body: Json | null,
    headers: Record<string, string>,
  ): Promise<Attempt> {
    const credentials = this.options.credentials.current();
    if (credentials === null) return { retryAfterMs: 500, why: 'waiting for credentials' };
    try {
      const response = await fetch(this.options.apiUrl + path, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${credentials.apiKey}`,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body: body === null ? null : JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.any([this.options.signal, AbortSignal.timeout(DEADLINE_MS)]),
      });
      return readAnswer(response, await response.text());
    } catch (error) {
      this.options.signal.throwIfAborted();
      return { retryAfterMs: null, why: error instanceof Error ? error.message : 'no answer' };
    }
  }
}

function readAnswer(response: Response, text: string): Attempt {
  const { status } = response;
  const json = parseJson(text);
  if (status >= 200 && status < 300 && json !== undefined) return { ok: true, body: asObject(json) };
  const error = asObject(asObject(json)['error']);
  const code = asText(error['code']) ?? 'unknown';
  const worthATry = status < 400 || status >= 500 || [401, 408, 429].includes(status);
  if (!worthATry) return { ok: false, status, code, message: asText(error['message']) ?? '' };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = seconds > 0 ? Math.min(seconds, 60) * 1000 : null;
  return { retryAfterMs, why: `answered ${status} ${code}` };
}
