import type { Attachment, Message, MessageEvent } from '../../../contract/events';
import type { SessionLog } from './log';
import { asAttachments, type Outbox, type Outgoing } from './outbox';

export type MarkValue = 'sending' | 'sent' | 'delayed' | 'delivered' | 'read' | 'failed';

/** What is known of a message of the user. */
export interface Mark {
  value: MarkValue;
  /** Why it failed: a code, and the server's words where there are some. */
  error: { code: string; message: string | null } | null;
  /** Whether the user can send it once more. */
  canRetry: boolean;
}

/** One message as it is shown. */
export interface Entry {
  id: string;
  from: Message['origin'];
  author: Message['author'];
  text: string | null;
  attachments: readonly Attachment[];
  actions: Message['actions'];
  /** Of a carousel; they say what `text` says. */
  cards?: Message['cards'];
  at: string;
  automated: boolean;
  /** Only of the user's own. */
  mark: Mark | null;
  /** The server has not taken it yet. */
  isOutgoing: boolean;
  /** Where the bytes of the attachments are, one for each, while they are on their way. */
  blobKeys: readonly string[];
  /** Neighbours of one author within a few minutes are one group: name and picture once. */
  startsGroup: boolean;
  endsGroup: boolean;
}

export interface TimelineInput {
  log: SessionLog;
  outbox: Outbox;
  /** Own messages that the user sent again under another id. */
  resent: ReadonlySet<string>;
  /** What was said before this, an agent has seen. */
  agentReadAt: string | null;
  now: number;
}

/** Sending for longer than this is said to be delayed; the server says the same of Zendesk. */
export const DELAYED_AFTER_MS = 10_000;
const GROUP_WITHIN_MS = 5 * 60_000;

/** Everything to show, in order: the log, then what is still on its way. */
export function timelineOf({ log, outbox, resent, agentReadAt, now }: TimelineInput): Entry[] {
  const shown = new Set(log.messages.filter(isOwn).map(({ message }) => message.id));
  const settled = log.messages.map((event) => ofLog(event, log, resent, agentReadAt));
  const pending = outbox.filter(({ id }) => !shown.has(id)).map((item) => ofOutbox(item, now));
  return grouped([...settled, ...pending]);
}

function isOwn({ message }: MessageEvent): boolean {
  return message.origin === 'user';
}

function ofLog(
  event: MessageEvent,
  log: SessionLog,
  resent: ReadonlySet<string>,
  agentReadAt: string | null,
): Entry {
  const { message } = event;
  return {
    id: message.id,
    from: message.origin,
    author: message.author,
    text: message.text,
    attachments: message.attachments,
    actions: message.actions,
    cards: message.cards,
    at: message.receivedAt,
    automated: message.automated,
    mark: isOwn(event) ? asRead(markOfLog(message, log, resent), message, agentReadAt) : null,
    isOutgoing: false,
    blobKeys: [],
    startsGroup: true,
    endsGroup: true,
  };
}

function markOfLog(message: Message, log: SessionLog, resent: ReadonlySet<string>): Mark {
  const status = log.statuses.get(message.id);
  const value = status?.value ?? message.status;
  switch (value) {
    case 'accepted':
      return { value: 'sent', error: null, canRetry: false };
    case 'delayed':
    case 'delivered':
      return { value, error: null, canRetry: false };
    case 'failed':
    case 'undelivered':
      return { value: 'failed', error: status?.error ?? null, canRetry: !resent.has(message.id) };
  }
}

function asRead(mark: Mark, { receivedAt }: Message, agentReadAt: string | null): Mark {
  const isRead = agentReadAt !== null && Date.parse(receivedAt) <= Date.parse(agentReadAt);
  return mark.value === 'delivered' && isRead ? { ...mark, value: 'read' } : mark;
}

function ofOutbox(item: Outgoing, now: number): Entry {
  return {
    id: item.id,
    from: 'user',
    author: { type: 'user', id: null, name: null, avatarUrl: null },
    text: item.text,
    attachments: asAttachments(item.files),
    actions: [],
    at: item.at,
    automated: false,
    mark: markOfOutbox(item, now),
    isOutgoing: !item.accepted,
    blobKeys: item.files.map(({ key }) => key),
    startsGroup: true,
    endsGroup: true,
  };
}

function markOfOutbox(item: Outgoing, now: number): Mark {
  if (item.refused !== null) return { value: 'failed', error: item.refused, canRetry: true };
  if (item.accepted) return { value: 'sent', error: null, canRetry: false };
  // A file may well take longer, and shows how far it is.
  const isLate = item.files.length === 0 && now - Date.parse(item.at) > DELAYED_AFTER_MS;
  return { value: isLate ? 'delayed' : 'sending', error: null, canRetry: false };
}

function grouped(entries: readonly Entry[]): Entry[] {
  return entries.map((entry, index) => ({
    ...entry,
    startsGroup: !belongTogether(entries[index - 1], entry),
    endsGroup: !belongTogether(entry, entries[index + 1]),
  }));
}

function belongTogether(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return (
    one.from === other.from &&
    one.author.id === other.author.id &&
    one.author.name === other.author.name &&
    Math.abs(Date.parse(other.at) - Date.parse(one.at)) < GROUP_WITHIN_MS
  );
}
