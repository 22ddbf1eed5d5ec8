import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { botAnswerSchema, type BotAnswer, type BotTurn } from '../../../contract/bot';
import { OutboundError, type OutboundPolicy, type OutboundResponse } from '../../../config/outbound';
import type { Secret } from '../../../config/secret';

const MAX_ANSWER_BYTES = 512 * 1024;
const FIRST_PAUSE_MS = 400;
/** Less than this is left: another attempt is not worth it. */
const LEAST_MS = 500;

/** `why` is short, for the log: neither URL nor body. */
export type BotReply = { outcome: 'answered'; answer: BotAnswer } | { outcome: 'failed'; why: string };

interface Ask {
  url: string;
  turn: BotTurn;
  /** Live callback secrets, newest first: the body is signed with each. */
  secrets: readonly Secret[];
  timeoutMs: number;
  /** False: the answer would come too late, whatever it is. */
  isWanted: () => boolean;
}

/**
 * Asks a copilot's bot, signed by Standard Webhooks, again and again within the time that it has: a bot that is just being
 * restarted still answers. The id stays the same, so that it can tell a repeat.
 */
export async function askBot(outbound: OutboundPolicy, ask: Ask): Promise<BotReply> {
  const body = JSON.stringify(ask.turn);
  const endsAtMs = performance.now() + ask.timeoutMs;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const leftMs = endsAtMs - performance.now();
    const attempt = await post(outbound, ask, body, Math.max(LEAST_MS, leftMs));
    if (attempt.outcome !== 'again') return attempt;
    const restMs = endsAtMs - performance.now() - pauseMs;
    if (restMs < LEAST_MS || !ask.isWanted()) return { outcome: 'failed', why: attempt.why };
    await sleep(pauseMs);
    pauseMs *= 2;
  }
}

type Attempt = BotReply | { outcome: 'again'; why: string };

async function post(outbound: OutboundPolicy, ask: Ask, body: string, timeoutMs: number): Promise<Attempt> {
  const { id } = ask.turn;
  const now = new Date();
  try {
    const answer = await outbound.request({
      url: ask.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': 'zendesk-handoff',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': ask.secrets
          .map((secret) => new Webhook(secret.reveal()).sign(id, now, body))
          .join(' '),
      },
      body,
      timeoutMs: Math.ceil(timeoutMs),
      maxResponseBytes: MAX_ANSWER_BYTES,
    });
    return judge(answer);
  } catch (thrown) {
    if (!(thrown instanceof OutboundError)) throw thrown;
    const isFinal =
      thrown.code === 'refused' || thrown.code === 'invalid_request' || thrown.code === 'timeout';
    return { outcome: isFinal ? 'failed' : 'again', why: `${thrown.code}: ${thrown.message}` };
  }
}

function judge({ status, body, truncated }: OutboundResponse): Attempt {
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return { outcome: 'again', why: `HTTP ${status}` };
  }
  if (status < 200 || status >= 300) return { outcome: 'failed', why: `HTTP ${status}` };
  if (truncated) return { outcome: 'failed', why: 'the answer is too long' };
  if (body.length === 0) return { outcome: 'answered', answer: {} };
  return read(body);
}

function read(body: Buffer): BotReply {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    // The parser's message quotes the body.
    return { outcome: 'failed', why: 'the answer is not JSON' };
  }
  const parsed = botAnswerSchema.safeParse(json);
  if (parsed.success) return { outcome: 'answered', answer: parsed.data };
  const where = parsed.error.issues.map(({ path, code }) => `${path.map(String).join('.')} ${code}`);
  return { outcome: 'failed', why: `the answer has another shape (${where.join(', ').slice(0, 200)})` };
}
