import type { MessageEvent, MessageStatusEvent, StateEvent } from '../../../contract/events';

const AT = '2026-11-28T09:00:00.000Z';
const base = { sessionId: 's1', handoffId: 'ho_1', at: AT };

type MessagePart = Partial<MessageEvent['message']>;

/** A message event, of an agent unless said otherwise. */
export function message(
  seq: number,
  id: string,
  part: MessagePart = {},
  beforeSeq: number | null = null,
): MessageEvent {
  const origin = part.origin ?? 'agent';
  return {
    ...base,
    type: 'message',
    seq,
    beforeSeq,
    message: {
      id,
      origin,
      author: { type: origin, id: null, name: origin === 'agent' ? 'Sam' : null, avatarUrl: null },
      text: id,
      attachments: [],
      actions: [],
      status: origin === 'user' ? 'accepted' : 'delivered',
      receivedAt: AT,
      afterEnd: false,
      automated: false,
      ...part,
    },
  };
}

export function status(
  seq: number,
  messageId: string,
  value: MessageStatusEvent['status']['value'],
  error: MessageStatusEvent['status']['error'] = null,
): MessageStatusEvent {
  return { ...base, type: 'message_status', seq, status: { messageId, value, error } };
}

export function state(
  seq: number,
  to: StateEvent['state']['to'],
  part: Partial<StateEvent['state']> = {},
): StateEvent {
  return {
    ...base,
    type: 'state',
    seq,
    state: {
      from: null,
      to,
      control: to === 'ended' ? 'copilot' : 'handoff',
      attention: null,
      endReason: null,
      agent: null,
      nextOpeningAt: null,
      ...part,
    },
  };
}
