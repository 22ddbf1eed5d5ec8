import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** What a failed call to Zendesk means to the handoff; `type` of the ApplicationFailure is `zendesk.<kind>`. */
export interface Fault {
  kind: 'credentials' | 'unavailable' | 'rate_limited' | 'gone' | 'not_connected' | 'rejected';
  message: string;
  retryAfterMs: number | null;
}

const KINDS: Record<string, Fault['kind']> = {
  'zendesk.credentials': 'credentials',
  'zendesk.rate_limited': 'rate_limited',
  'zendesk.rejected': 'rejected',
  'zendesk.gone': 'gone',
  'zendesk.not_connected': 'not_connected',
};

/** Reads an activity's failure. What is not a plain word of ours (time-outs, a worker's death) is an unavailable Zendesk. */
export function faultOf(failure: unknown): Fault {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (!(cause instanceof ApplicationFailure)) {
    return {
      kind: 'unavailable',
      message: cause instanceof Error ? cause.message : 'unknown',
      retryAfterMs: null,
    };
  }
  const [detail] = cause.details ?? [];
  const retryAfterMs =
    typeof detail === 'object' && detail !== null && 'retryAfterMs' in detail
      ? Number(detail.retryAfterMs)
      : null;
  return {
    kind: KINDS[cause.type ?? ''] ?? 'unavailable',
    message: cause.message,
    retryAfterMs: retryAfterMs !== null && Number.isFinite(retryAfterMs) ? retryAfterMs : null,
  };
}
