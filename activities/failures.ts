import { ApplicationFailure } from '@temporalio/common';
import { ZendeskError } from '../zendesk/errors';
import { NotConnectedError } from './zendesk-clients';

const DEFAULT_RATE_LIMIT_MS = 5_000;

/**
 * What Temporal is told of a failed activity: type `zendesk.<how the handoff reacts>` (read again by workflows/faults.ts),
 * our own words, no cause. Anything else goes on as it is and is retried.
 */
export function toFailure(thrown: unknown): unknown {
  if (thrown instanceof NotConnectedError) {
    return ApplicationFailure.create({
      type: 'zendesk.not_connected',
      message: thrown.message,
      nonRetryable: true,
    });
  }
  if (!(thrown instanceof ZendeskError)) return thrown;
  const { message } = thrown;
  switch (thrown.kind) {
    case 'credentials':
    case 'misconfigured':
      return ApplicationFailure.create({ type: 'zendesk.credentials', message, nonRetryable: true });
    case 'rate_limited': {
      const retryAfterMs = thrown.retryAfterMs ?? DEFAULT_RATE_LIMIT_MS;
      return ApplicationFailure.create({
        type: 'zendesk.rate_limited',
        message,
        nextRetryDelay: retryAfterMs,
        details: [{ retryAfterMs }],
      });
    }
    case 'unavailable':
      return ApplicationFailure.create({ type: 'zendesk.unavailable', message });
    case 'not_found': {
      const gone = thrown.code === 'conversation_not_found';
      return ApplicationFailure.create({
        type: gone ? 'zendesk.gone' : 'zendesk.rejected',
        message,
        nonRetryable: true,
      });
    }
    case 'rejected':
    case 'conversation_full':
    case 'too_large':
    case 'unsupported_media':
      return ApplicationFailure.create({ type: 'zendesk.rejected', message, nonRetryable: true });
  }
}
