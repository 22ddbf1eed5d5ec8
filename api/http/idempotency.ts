import { createHash } from 'node:crypto';
import type { ErrorCode } from '../../contract/errors';
import type { IdempotencyStore } from '../../store/types';
import { HttpError } from './errors';
import type { Answer } from './operation';
import { invalidRequest } from './validate';

// A refusal is kept when the same request can never succeed later. Others (not connected, outside hours, away) can.
const FINAL_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['handoff_ended', 'message_id_conflict']);

interface Request {
  /** The header `Idempotency-Key`. */
  key: string | undefined;
  copilotId: string;
  method: string;
  path: string;
  body: unknown;
}

/**
 * Runs `work` once for each key: a repeat gets the first answer again, status and body.
 * What runs twice anyway (two at once, or a 503 in between) is safe, since every operation is by itself.
 * @throws HttpError `idempotency_key_reused` for the same key with another request.
 */
export async function idempotent(
  store: IdempotencyStore,
  request: Request,
  work: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const { key, copilotId } = request;
  if (key === undefined) return work();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidRequest([{ path: 'Idempotency-Key', message: '1 to 255 printable ASCII characters' }]);
  }
  const hash = hashOf(request);
  const found = await store.find(copilotId, key, hash);
  if (found.kind === 'conflict') {
    throw new HttpError('idempotency_key_reused', 'This Idempotency-Key was used with another request.');
  }
  if (found.kind === 'answer') {
    return { status: found.status, body: JSON.parse(found.body), headers: { 'Idempotent-Replayed': 'true' } };
  }
  try {
    const answer = await work();
    if (answer !== undefined) await keep(answer.status, answer.body);
    return answer;
  } catch (error) {
    if (error instanceof HttpError && FINAL_REFUSALS.has(error.code)) await keep(error.status, error.body);
    throw error;
  }

  async function keep(status: number, body: unknown): Promise<void> {
    await store.save(copilotId, key ?? '', hash, status, JSON.stringify(body ?? null));
  }
}

function hashOf({ method, path, body }: Request): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, sorted(body)]))
    .digest('hex');
}

/** The same value whatever order its keys were written in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
