import type { Message, SessionEvent, StateEvent } from '../../../contract/events';
import type { HostedSession } from '../../../store/types';
import { textOf } from '../shared/choices';
import { extraOf } from './extra';

interface SystemPayload {
  type: 'csat_requested' | 'csat_submitted' | 'none';
  payload?: unknown;
}

export interface HistoryItem {
  /** What the widget knows an entry by: it shows each once, and never again if it has changed. */
  publicId: string;
  type: 'message' | 'agent_message' | 'handoff_to_zendesk' | 'csat_requested' | 'csat_submitted';
  content: { text: string | null };
  sender: { kind: 'user' | 'agent' | 'ai' | 'system'; name: string | null; avatar: string | null };
  sentAt: string;
  actionCalls: null;
  attachments: { id: string; name: string; size: number; type: string; url: string }[] | null;
  systemMessagePayload: SystemPayload;
}

const NONE: SystemPayload = { type: 'none' };
const SYSTEM: HistoryItem['sender'] = { kind: 'system', name: null, avatar: null };

/** The log as this widget's history, in the log's order: it appends what it does not know, and sorts nothing. */
export function historyOf(session: HostedSession, events: readonly SessionEvent[]): HistoryItem[] {
  const { initial } = extraOf(session);
  const openings = initial.map(({ uuid, content }): HistoryItem => ({
    ...entry(uuid, session.createdAt.toISOString()),
    content: { text: content },
    sender: { kind: 'ai', name: null, avatar: null },
  }));
  return [...openings, ...events.flatMap((event) => itemsOf(event)), ...afterClosing(session)];
}

function itemsOf(event: SessionEvent): HistoryItem[] {
  switch (event.type) {
    case 'message':
      return [said(event.message, event.at)];
    case 'message_status': {
      const { messageId, value } = event.status;
      // It shows every message as sent; that one was not is for words to say.
      return value === 'failed' ? [failure(messageId, event.at)] : [];
    }
    case 'state':
      return isHandedOff(event) ? [handedOff(event)] : [];
  }
}

function said(message: Message, at: string): HistoryItem {
  const { origin, author } = message;
  const kind = origin === 'user' || origin === 'agent' ? origin : 'ai';
  return {
    ...entry(message.id, at),
    type: origin === 'agent' ? 'agent_message' : 'message',
    content: { text: textOf(message) },
    // Of what `system` says this widget shows nothing, so our notices are the bot's words.
    sender: { kind, name: author.name, avatar: author.avatarUrl },
    attachments:
      message.attachments.length === 0
        ? null
        : message.attachments.map(({ url, name, mediaType, size }, index) => ({
            id: `${message.id}:${index}`,
            name: name ?? 'file',
            size: size ?? 0,
            type: mediaType ?? 'application/octet-stream',
            url,
          })),
  };
}

function failure(messageId: string, at: string): HistoryItem {
  return {
    ...entry(`${messageId}:failed`, at),
    content: { text: 'A message of yours could not be delivered. Please send it again.' },
    sender: { kind: 'ai', name: null, avatar: null },
  };
}

function isHandedOff({ state }: StateEvent): boolean {
  return state.from === null && state.control === 'handoff';
}

function handedOff({ handoffId, seq, at }: StateEvent): HistoryItem {
  return { ...entry(`${handoffId ?? seq}:handoff`, at), type: 'handoff_to_zendesk', sender: SYSTEM };
}

/** A closed conversation asks for a rating, until there is one. */
function afterClosing(session: HostedSession): HistoryItem[] {
  if (session.closedAt === null) return [];
  const { csat } = extraOf(session);
  const asked: HistoryItem = {
    ...entry(`${session.id}:csat`, session.closedAt.toISOString()),
    type: 'csat_requested',
    sender: SYSTEM,
    systemMessagePayload: { type: 'csat_requested' },
  };
  if (csat === null) return [asked];
  const { uuid, score, feedback, at } = csat;
  const payload = { score, feedback };
  return [
    asked,
    {
      ...entry(uuid, at),
      type: 'csat_submitted',
      sender: SYSTEM,
      systemMessagePayload: { type: 'csat_submitted', payload },
    },
  ];
}

function entry(publicId: string, sentAt: string): HistoryItem {
  return {
    publicId,
    type: 'message',
    content: { text: null },
    sender: { kind: 'ai', name: null, avatar: null },
    sentAt,
    actionCalls: null,
    attachments: null,
    systemMessagePayload: NONE,
  };
}
