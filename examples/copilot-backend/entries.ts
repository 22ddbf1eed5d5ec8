/** What one chat consists of. Every entry is written down before anything happens because of it. */

export interface Person {
  name: string;
  avatarUrl: string | null;
}

export interface Attachment {
  url: string;
  name: string | null;
  mediaType: string | null;
}

interface Action {
  type: string;
  text: string;
  payload: string | null;
  url: string | null;
}

export interface ChatMessage {
  id: string;
  from: 'user' | 'copilot' | 'agent' | 'system';
  author: Person;
  text: string;
  attachments: Attachment[];
  actions: Action[];
  /** ISO 8601. */
  at: string;
  /** Payload of the button that the user pressed. */
  postback?: string;
  /** Place in the handoff API's own log; null for what this server said or heard itself. */
  seq: number | null;
}

/**
 * `sending` → `accepted` (the API keeps it now) → `delivered` (it is in Zendesk) or `failed`;
 * `answered`: the bot answered it, whoever was meant to.
 */
export type MessageStatus = 'sending' | 'accepted' | 'delivered' | 'failed' | 'answered';

/** `requested` → `opening` → `waiting` (agents have it) → `active` (an agent is here) → `ended`; or `refused`. */
type HandoffPhase = 'requested' | 'opening' | 'waiting' | 'active' | 'ended' | 'refused';

export interface MessageEntry {
  kind: 'message';
  message: ChatMessage;
  /** Id of the message that this one belongs before: it arrived late. */
  before?: string;
}

interface StatusEntry {
  kind: 'status';
  messageId: string;
  value: MessageStatus;
  /** Why it failed, in words for the user. */
  detail?: string;
}

export interface HandoffEntry {
  kind: 'handoff';
  phase: HandoffPhase;
  /** Ours, made before the first attempt: every retry of the start carries it. */
  requestId?: string;
  handoffId?: string;
  /** With `requested`: the messages that make up the transcript, so that a retry tells the same. */
  transcript?: string[];
  agent?: Person;
  reason?: string;
}

/** The people's side is slow or away (`null`: it is well again). */
interface AttentionEntry {
  kind: 'attention';
  code: string | null;
}

export type Entry = MessageEntry | StatusEntry | HandoffEntry | AttentionEntry;

/** One line of the file: all entries of one step, so that a step is kept whole or not at all. */
export interface Line {
  sessionId: string;
  at: string;
  /** The callback that caused it: a repeat of that callback is known after a restart too. */
  callbackId?: string;
  entries: Entry[];
}
