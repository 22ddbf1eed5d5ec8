import type { FaultSubject } from '../faults/rules';
import type { Call } from './operation';

interface Sent {
  content?: { text?: unknown };
  metadata?: Record<string, unknown>;
}

/** What fault rules are held against, read from a request. */
export function subjectOf(call: Call, op: string): FaultSubject {
  const body = (Buffer.isBuffer(call.body) ? {} : (call.body ?? {})) as Sent;
  const text = body.content?.text;
  return {
    op,
    appId: call.app.id,
    conversationId: call.params['conversationId'] ?? call.query['conversationId'],
    text: typeof text === 'string' ? text : undefined,
    messageIds: [call.params['messageId'], ...Object.values(body.metadata ?? {})].filter(
      (id) => typeof id === 'string',
    ),
  };
}
