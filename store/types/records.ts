import type { Action, Attachment, Card, MessageStatus } from '../../contract/events';
import type { Agent, AttachmentInput, Handoff, StartHandoff, UserInput } from '../../contract/handoff';

/** A handoff with what only we need of it. */
export interface HandoffRecord {
  handoff: Handoff;
  request: StartHandoff;
  /** The workflow waits until then before it opens (held until office hours). */
  notBefore: Date | null;
  /** Highest number given to a user message of this handoff (1, 2, 3 …; 0 = none). */
  lastUserMessage: number;
  /** A run of the workflow was started at least once. */
  runStarted: boolean;
  /** SHA-256 of the request body is not kept: the session's open handoff answers a repeat. */
}

/** What one attempt at a time does: opening (design §5.2), and the word to the agent and control to our seat after the end. */
export type HandoffStep = 'conversation' | 'control' | 'transcript' | 'pass' | 'tell' | 'seat';

/** What a call to Zendesk is for: a message of the user, or a step of its handoff. */
export interface UnderWaySubject {
  handoffId: string;
  messageId?: string;
}

/** A user's message as the workflow relays it. `n` numbers the messages of one handoff in the order they were accepted. */
export interface OutgoingMessage {
  id: string;
  n: number;
  /** As the handoff was started with. */
  user: UserInput;
  text: string | null;
  attachments: AttachmentInput[];
  postback: string | null;
  acceptedAt: Date;
  /** When an earlier attempt to send began; undefined = this is the first, no look-up is needed. */
  attemptedAt: Date | undefined;
  /** Which attempt this is, from 1. */
  attempt: number;
  /** Its parts are numbered from here on. */
  firstPart: number;
  /** Parts that are proved to be in Zendesk (by an echo or a look-up), by part number. */
  proofs: Record<number, string>;
}

export type AcceptResult =
  | { outcome: 'accepted' | 'repeated'; record: HandoffRecord; n: number; status: MessageStatus }
  | { outcome: 'conflict' }
  | { outcome: 'ended'; record: HandoffRecord }
  | { outcome: 'none' };

/** An agent's or automated message as it goes into the session. */
export interface IncomingMessage {
  /** Zendesk's message id: the id under which the session knows it. */
  id: string;
  received: Date;
  origin: 'agent' | 'system';
  agent: Agent | null;
  text: string | null;
  attachments: Attachment[];
  actions: Action[];
  cards?: Card[];
  automated: boolean;
}
