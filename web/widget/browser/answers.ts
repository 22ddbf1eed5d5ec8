import type { ErrorBody } from '../../../contract/errors';
import type { SendOutcome } from '../core/outbox';
import { Refused, SessionGone } from '../core/ports';

export interface HttpAnswer {
  status: number;
  body: unknown;
  /** What `Retry-After` asks for, 0 where it asks for nothing. */
  retryAfterMs: number;
}

/** @throws SessionGone for the two answers that say so */
export function checked(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 401 && codeOf(answer) === 'unauthorized') throw new SessionGone();
  if (answer.status === 404 && codeOf(answer) === 'not_found') throw new SessionGone();
  return answer;
}

/** @throws Refused when asking again is of no use, Error when it may be */
export function ok(answer: HttpAnswer): unknown {
  const outcome = outcomeOf(answer);
  if (outcome.kind === 'refused') throw new Refused(outcome);
  if (outcome.kind === 'later') throw new Error(`the server answers ${answer.status}`);
  return answer.body;
}

export function outcomeOf(answer: HttpAnswer): SendOutcome {
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status >= 500 || status === 429 || status === 408 || isOfAnother(answer)) {
    return { kind: 'later', afterMs: retryAfterMs };
  }
  return { kind: 'refused', ...errorOf(answer.body) };
}

export function codeOf({ body }: HttpAnswer): string {
  return errorOf(body).code;
}

/** A gateway in between has sent it, and knows nothing of our sessions: it must not end one. */
function isOfAnother(answer: HttpAnswer): boolean {
  const isOurs = ['unauthorized', 'another_user', 'not_found'].includes(codeOf(answer));
  return (answer.status === 401 || answer.status === 404) && !isOurs;
}

/** Code and words of a refusal (wire.md "Errors"). */
function errorOf(body: unknown): { code: string; message: string | null } {
  const { error } = (body ?? {}) as Partial<ErrorBody>;
  return { code: error?.code ?? 'internal', message: error?.message ?? null };
}
