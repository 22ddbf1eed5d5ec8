import type { DeliveryError } from '../../contract/events';
import type {
  Attention,
  EndReason,
  Handoff,
  HandoffState,
  HandoffTimer,
  StartHandoff,
  UserMessageInput,
  Warning,
} from '../../contract/handoff';
import type { HandoffFilter } from '../../contract/admin-handoffs';
import type {
  AcceptResult,
  HandoffRecord,
  HandoffStep,
  IncomingMessage,
  OutgoingMessage,
  UnderWaySubject,
} from './records';

/** What is written with an agent's message. */
export interface AlsoOnDelivery {
  /** The news that its agent joined, in the user's language; absent: none. */
  joinedNotice?: (language: string | undefined) => string;
  /** Those that run now, for the view; none: what it shows stays. */
  timers?: HandoffTimer[];
}

export interface HandoffStore {
  /**
   * Opens a handoff, or gives the session's open one (`created: false`). New: session upserted with the user, control =
   * `handoff`, first state event (`scheduled` when `notBefore` is given, else `opening`).
   */
  open(input: {
    copilotId: string;
    request: StartHandoff;
    notBefore?: Date;
    warnings?: Warning[];
    /** What the user is told at once (held until opening), as a system message. */
    notice?: string;
  }): Promise<{ record: HandoffRecord; created: boolean }>;
  get(handoffId: string): Promise<HandoffRecord | undefined>;
  /** The language of its user, as the backend gave it. */
  language(handoffId: string): Promise<string | undefined>;
  /** The session's open handoff, else its latest. */
  latest(copilotId: string, sessionId: string): Promise<HandoffRecord | undefined>;
  list(input: {
    copilotId: string;
    state?: HandoffState;
    filter?: HandoffFilter;
    sessionId?: string;
    after?: string;
    limit: number;
  }): Promise<{ items: Handoff[]; next: string | null }>;
  /** Open ones, held ones, and those that failed since. */
  counts(copilotId: string, since: Date): Promise<{ open: number; held: number; failed: number }>;
  /** Latest handoff in this Zendesk conversation. */
  byConversation(copilotId: string, conversationId: string): Promise<HandoffRecord | undefined>;
  listOpen(copilotId?: string): Promise<HandoffRecord[]>;
  /** Open rows whose run was never confirmed, or that hold user messages not signalled, since before `olderThan`. */
  listNeglected(olderThan: Date): Promise<HandoffRecord[]>;
  markRunStarted(handoffId: string): Promise<void>;
  markSignalled(handoffId: string, upTo: number): Promise<void>;

  /** A user message: stored with event and number, or why not. The body of a repeat is compared by hash. */
  acceptUserMessage(input: {
    copilotId: string;
    sessionId: string;
    message: UserMessageInput;
  }): Promise<AcceptResult>;
  /**
   * Oldest message not yet delivered or failed, `n` ≤ upTo; notes the attempt in the same statement (write-ahead), and for a first
   * one that a call is under way.
   */
  nextUserMessage(handoffId: string, upTo: number): Promise<OutgoingMessage | undefined>;
  /** The same message as it is, when an attempt was made before; it begins none. */
  attemptedMessage(handoffId: string, upTo: number): Promise<OutgoingMessage | undefined>;
  /** A call of this attempt may take effect within so long from now. */
  noteUnderWay(subject: UnderWaySubject, forMs: number): Promise<void>;
  /** How long a call of an earlier attempt may still take effect; 0 = none can. */
  underWayForMs(subject: UnderWaySubject): Promise<number>;
  /** Whether the message still waits to be sent, and nobody has begun a later attempt since this one. */
  isLatestAttempt(input: { handoffId: string; messageId: string; attempt: number }): Promise<boolean>;
  /** Proof that a part is in Zendesk. Unknown message, or a part that it does not have: ignored. */
  recordProof(input: {
    handoffId: string;
    messageId: string;
    part: number;
    zendeskMessageId: string;
  }): Promise<void>;
  /** Terminal status, once: event + callback; `timers` as on delivery. Returns false when it was terminal before. */
  settleUserMessage(
    input: { handoffId: string; messageId: string; timers?: HandoffTimer[] } & (
      { value: 'delivered'; zendeskMessageIds: string[] } | { value: 'failed'; error: DeliveryError }
    ),
  ): Promise<boolean>;
  /** `delayed` event for each message accepted before `acceptedBefore`, not terminal, not told so before. Returns how many. */
  markDelayed(handoffId: string, acceptedBefore: Date): Promise<number>;
  /** A failed message is put back to accepted (operator). Returns its number, undefined when it is not a failed one. */
  reviveUserMessage(handoffId: string, messageId: string): Promise<number | undefined>;

  /** conversationId and warnings as soon as they are known; warnings are united. */
  recordConversation(handoffId: string, conversationId: string): Promise<void>;
  addWarnings(handoffId: string, warnings: Warning[]): Promise<void>;
  setTimers(handoffId: string, timers: HandoffTimer[]): Promise<void>;
  /** Notes that a step was begun once more, and the first time that a call is under way. Returns how often it was by now. */
  beginStep(handoffId: string, step: HandoffStep): Promise<number>;
  /** Whether nobody has begun a later attempt at this step, and it still may be done: opening ends with the handoff. */
  isLatestStep(input: { handoffId: string; step: HandoffStep; attempt: number }): Promise<boolean>;
  /** scheduled → opening, with its state event. */
  beginOpening(handoffId: string): Promise<void>;
  /** Control has passed to Agent Workspace: opening → waiting, acceptedAt, notice, `handoff.started`. */
  accept(handoffId: string, notice: string): Promise<void>;
  /** State event with from = to, callback `handoff.attention`. Same code again: no-op. */
  setAttention(handoffId: string, attention: Attention): Promise<void>;
  /** A sentence of ours to the user (origin system), once per (handoff, name). */
  addNotice(handoffId: string, name: string, text: string): Promise<void>;
  /**
   * An agent's or automated message: message event (with `beforeSeq` when one received later was handed over before),
   * `message.created`; the first agent makes waiting → active; a first or another agent gives a state event,
   * `handoff.agent_joined` and the notice. After the end: stored with `afterEnd`. Repeats: `stored: false`.
   */
  deliverToSession(
    handoffId: string,
    message: IncomingMessage,
    also?: AlsoOnDelivery,
  ): Promise<{ stored: boolean; agentChanged: boolean }>;
  /** Which of these Zendesk message ids the session has already. */
  knownMessageIds(handoffId: string, ids: string[]): Promise<Set<string>>;
  /** Callback `handoff.failed`; the row stays open until `finish`. */
  recordOpeningFailure(handoffId: string, error: { code: string; message: string }): Promise<void>;
  /**
   * The end, once: every user message not terminal becomes `undelivered` (event, `message.failed`; outcome `unknown` when an
   * attempt was made and no proof came), notice, state ended, control copilot, `handoff.ended`.
   * Returns false when it had ended before.
   */
  finish(input: {
    handoffId: string;
    reason: EndReason;
    detail: string | null;
    notice: string | null;
  }): Promise<boolean>;
  /** A merge in Zendesk moved the conversation. Returns the open handoffs that it touched. */
  moveConversation(copilotId: string, from: string, to: string): Promise<HandoffRecord[]>;
}
