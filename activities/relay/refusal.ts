import type { DeliveryError, DeliveryErrorCode } from '../../contract/events';
import { ZendeskError, type ZendeskErrorKind } from '../../zendesk/errors';

/** Kinds that say no to this message for good; the next ones go on (F31). */
const REFUSALS: Partial<Record<ZendeskErrorKind, DeliveryErrorCode>> = {
  rejected: 'rejected',
  too_large: 'too_large',
  unsupported_media: 'unsupported_media',
  conversation_full: 'conversation_full',
};

/** Calls that carry the message: only to them a no is said to it. */
const SENDS: ReadonlySet<string> = new Set(['postMessage', 'uploadAttachment']);

/**
 * Why Zendesk will never take this message; undefined when that is not what was said.
 * @param hasPart a part of it is there: whoever sends it again sends that part twice
 */
export function refusalOf(thrown: unknown, hasPart: boolean): DeliveryError | undefined {
  if (!(thrown instanceof ZendeskError) || !SENDS.has(thrown.operation)) return undefined;
  const code = thrown.code === 'user_not_found' ? 'rejected' : REFUSALS[thrown.kind];
  if (code === undefined) return undefined;
  const message = thrown.title ?? 'Zendesk refused the message';
  if (!hasPart) return { code, message, outcome: 'not_sent' };
  return { code, message: `${message}; a part of the message has arrived`, outcome: 'unknown' };
}

/**
 * A no to a question that we ask before or beside a post (a proxy's, a firewall's) is none to the message: it waits, as while
 * Zendesk is away. What else was thrown stays as it is.
 */
export function withoutStrayRefusal(thrown: unknown): unknown {
  if (!(thrown instanceof ZendeskError) || SENDS.has(thrown.operation)) return thrown;
  if (REFUSALS[thrown.kind] === undefined) return thrown;
  const { operation, status, code } = thrown;
  return new ZendeskError({
    kind: 'unavailable',
    operation,
    status,
    code,
    reason: 'was refused, which says nothing of the message',
  });
}
