import { Webhook } from 'standardwebhooks';
import { OutboundError, type OutboundPolicy, type OutboundResponse } from '../../config/outbound';
import type { DueCallback } from '../../store/types';
import { parseRetryAfter } from './schedule';

const TIMEOUT_MS = 15_000;
/** The answer's body is of no use to us; this much is read so that a short one ends in good order. */
const MAX_RESPONSE_BYTES = 4_096;

/** What one attempt told. `error` is short and holds neither URL, header nor body: admins and logs see it. */
export type Verdict =
  | { outcome: 'delivered' }
  | { outcome: 'retry'; error: string; retryAfterMs: number | undefined }
  | { outcome: 'failed'; error: string };

/** Posts a callback once, as Standard Webhooks 1.0.0 has it: 2xx is taken, 410 is "never again", all else is "later". */
export async function attemptCallback(
  callback: DueCallback,
  outbound: OutboundPolicy,
  now: Date,
): Promise<Verdict> {
  const { url, id, body } = callback;
  if (url === null) return { outcome: 'failed', error: 'the copilot has no callback URL' };
  const signature = sign(callback, now);
  if (signature === undefined) return { outcome: 'failed', error: 'the callback secret cannot sign' };
  try {
    const answer = await outbound.request({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'zendesk-handoff',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': signature,
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_RESPONSE_BYTES,
    });
    return judge(answer, now);
  } catch (thrown) {
    return judgeFailure(thrown);
  }
}

/** One signature for each live secret, newest first, so that a receiver may change over at any moment of a rotation. */
function sign({ id, body, secrets }: DueCallback, now: Date): string | undefined {
  if (secrets.length === 0) return undefined;
  try {
    return secrets.map((secret) => new Webhook(secret.reveal()).sign(id, now, body)).join(' ');
  } catch {
    // The library's error for a secret that is not base64 may repeat it: nothing of it goes further.
    return undefined;
  }
}

function judge({ status, headers }: OutboundResponse, now: Date): Verdict {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  if (status === 410) return { outcome: 'failed', error: 'HTTP 410: the receiver wants no more of these' };
  const redirect = status >= 300 && status < 400;
  return {
    outcome: 'retry',
    error: redirect ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`,
    retryAfterMs: parseRetryAfter(headers['retry-after'], now.getTime()),
  };
}

function judgeFailure(thrown: unknown): Verdict {
  if (!(thrown instanceof OutboundError)) throw thrown;
  const error = `${thrown.code}: ${thrown.message}`;
  // The same bytes would be refused for ever; a refused URL, on the contrary, may be mended on the settings page.
  if (thrown.code === 'invalid_request') return { outcome: 'failed', error };
  return { outcome: 'retry', error, retryAfterMs: undefined };
}
