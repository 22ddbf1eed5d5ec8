import { botTakesUp } from './dialogue';
import type { Attachment, ChatMessage, Entry, MessageEntry, Person } from './entries';
import { asList, asObject, asText, type Json } from './json';
import type { Session } from './session';

/** @returns what a callback changes in the chat; nothing for a type that we do not know, or a handoff that is over. */
export function effectsOf(session: Session, type: string, data: Json): Entry[] {
  const handoffId = asText(data['handoffId']) ?? '';
  const current = session.isCurrent(handoffId);
  switch (type) {
    case 'handoff.started':
      return current && session.handoff?.phase !== 'active'
        ? [{ kind: 'handoff', phase: 'waiting', handoffId }]
        : [];
    case 'handoff.agent_joined':
      return current ? [{ kind: 'handoff', phase: 'active', handoffId, agent: person(data['agent']) }] : [];
    case 'handoff.attention':
      return current ? [{ kind: 'attention', code: asText(asObject(data['attention'])['code']) }] : [];
    case 'message.created':
      return shown(session, data);
    case 'message.delivered':
      return statusOf(session, data, { value: 'delivered' });
    case 'message.failed': {
      const detail = asText(asObject(data['error'])['message']);
      return statusOf(session, data, { value: 'failed', ...(detail === null ? {} : { detail }) });
    }
    case 'handoff.ended':
      return ended(session, handoffId, asText(data['reason']), asList(data['undelivered']));
    default:
      return [];
  }
}

/** Idempotent: the callback, a 409 and a look at the API may all tell the same end. */
export function ended(
  session: Session,
  handoffId: string,
  reason: string | null,
  undelivered: Json[],
): Entry[] {
  const end: Entry = { kind: 'handoff', phase: 'ended', handoffId, ...(reason === null ? {} : { reason }) };
  const taken = undelivered.flatMap((item) => {
    const id = asText(item['id']);
    const outcome: 'not_sent' | 'unknown' = item['outcome'] === 'unknown' ? 'unknown' : 'not_sent';
    return id === null
      ? []
      : [{ id, text: session.messages.get(id)?.text ?? asText(item['text']) ?? '', outcome }];
  });
  return [...(session.isCurrent(handoffId) ? [end] : []), ...botTakesUp(session, taken)];
}

function shown(session: Session, data: Json): Entry[] {
  const json = asObject(data['message']);
  const id = asText(json['id']);
  if (id === null || session.messages.has(id)) return [];
  const seq = typeof data['seq'] === 'number' ? data['seq'] : null;
  const message: ChatMessage = {
    id,
    from: json['origin'] === 'system' ? 'system' : 'agent',
    author: person(json['author']),
    text: asText(json['text']) ?? '',
    attachments: attachments(json['attachments']),
    actions: asList(json['actions']).map((action) => ({
      type: asText(action['type']) ?? 'reply',
      text: asText(action['text']) ?? '',
      payload: asText(action['payload']),
      url: asText(action['url']),
    })),
    at: asText(json['receivedAt']) ?? new Date().toISOString(),
    seq,
  };
  const before = successor(session, seq, data['beforeSeq']);
  const entry: MessageEntry = { kind: 'message', message, ...(before === null ? {} : { before }) };
  return [entry];
}

/** Callbacks come in order while all is well; after an outage of ours an older one may come later. */
function successor(session: Session, seq: number | null, beforeSeq: unknown): string | null {
  const from = typeof beforeSeq === 'number' ? beforeSeq : seq;
  if (from === null) return null;
  const later = [...session.messages.values()].filter((m) => m.seq !== null && m.seq >= from);
  later.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  return later[0]?.id ?? null;
}

function statusOf(
  session: Session,
  data: Json,
  to: { value: 'delivered' | 'failed'; detail?: string },
): Entry[] {
  const messageId = asText(data['messageId']);
  const now = messageId === null ? undefined : session.status.get(messageId);
  if (messageId === null || now === undefined || now === 'answered' || now === 'delivered') return [];
  return [{ kind: 'status', messageId, ...to }];
}

/** @param value an agent or author of the API. */
export function person(value: unknown): Person {
  const json = asObject(value);
  return { name: asText(json['name']) ?? 'Agent', avatarUrl: asText(json['avatarUrl']) };
}

function attachments(value: unknown): Attachment[] {
  return asList(value).flatMap((item) => {
    const url = asText(item['url']);
    return url === null ? [] : [{ url, name: asText(item['name']), mediaType: asText(item['mediaType']) }];
  });
}
