import type { Callback, CallbackType } from '../../contract/callbacks';
import { newId } from '../../contract/ids';
import type { callbacks } from '../schema/logs';

type Subject = 'copilotId' | 'sessionId' | 'handoffId' | 'seq';
/** `data` of a callback without the keys that every one has. */
export type CallbackData<T extends CallbackType> = Omit<Extract<Callback, { type: T }>['data'], Subject>;

/** A row of the delivery log, with the body already serialised: every attempt signs and sends the same bytes. */
export function newCallback<T extends CallbackType>(
  type: T,
  subject: { copilotId: string; sessionId: string; handoffId: string; seq: number },
  data: CallbackData<T>,
  now: Date,
): typeof callbacks.$inferInsert {
  const { copilotId, sessionId, handoffId, seq } = subject;
  const id = newId('evt');
  const body = {
    id,
    type,
    timestamp: now.toISOString(),
    data: { copilotId, sessionId, handoffId, seq, ...data },
  };
  return {
    id,
    copilotId,
    sessionId,
    handoffId,
    type,
    body: JSON.stringify(body),
    status: 'pending',
    // At once, whatever the clock of this process says: another with another clock may be the one that sends.
    nextAttemptAt: null,
    createdAt: now,
  };
}
