import type { ActiveSwitchboardIntegration, Metadata } from '../client/types';
import type { NormalisedMessage } from '../message/types';

export type ZendeskEndReason =
  'agent_ended' | 'ticket_closed' | 'transferred_to_email' | 'user_ended' | 'conversation_removed';

interface EventBase {
  /** Stable over redeliveries of the event: the key to drop repeats by. */
  eventId: string;
  /** ISO 8601, as Zendesk gave it. */
  createdAt?: string;
}

interface ConversationEvent extends EventBase {
  conversationId: string;
  /** A hint only, whoever wrote it: check it against the copilot of the URL (S7). */
  conversationMetadata: Metadata;
}

export type MessageEvent = ConversationEvent & {
  kind: 'message';
  message: NormalisedMessage;
};

export type EndedEvent = ConversationEvent & {
  kind: 'ended';
  reason: ZendeskEndReason;
  /** The event in Zendesk's words, e.g. `switchboard:passControl ticketClosed to opencopilot`. */
  detail: string;
  /** Who has control now: the caller can tell its own seat, and thereby its own doing. Absent: nobody. */
  activeSwitchboardIntegration?: ActiveSwitchboardIntegration;
  /** Set when a message said it (`ticket:closed`, …): its id and time, to be compared like any message's. */
  message?: { id: string; received: string };
};

/** Control went to Agent Workspace. */
type ControlPassedEvent = ConversationEvent & {
  kind: 'controlPassed';
  to: ActiveSwitchboardIntegration;
};

/** A passControl that was answered with 200 and failed afterwards: a set-up error. */
type ControlFailedEvent = ConversationEvent & {
  kind: 'controlFailed';
  error: { code: string; message: string };
};

type DeliveryFailedEvent = ConversationEvent & {
  kind: 'deliveryFailed';
  messageId: string | null;
  error: { code: string; message: string };
};

/** Worth something only now; `by` tells whose typing it is. */
type ActivityEvent = ConversationEvent & {
  kind: 'typing' | 'read';
  by: 'agent' | 'user';
  /** Typing started (true) or stopped. Always true for `read`. */
  on: boolean;
};

export type MergedEvent = EventBase & {
  kind: 'merged';
  users: { surviving: string; discarded: string };
  conversations?: { surviving: string; discarded: string };
};

/** A type that we do not need, or do not know yet. */
type IgnoredEvent = EventBase & { kind: 'ignored'; type: string; conversationId?: string };

/** Claims to be something we need, but its insides are broken; the rest of the batch is not affected (R6). */
interface UnreadableEvent {
  kind: 'unreadable';
  eventId?: string;
  type?: string;
  /** Where it is broken, without any content. */
  problem: string;
}

export type IncomingEvent =
  | MessageEvent
  | EndedEvent
  | ControlPassedEvent
  | ControlFailedEvent
  | DeliveryFailedEvent
  | ActivityEvent
  | MergedEvent
  | IgnoredEvent
  | UnreadableEvent;

export interface Envelope {
  appId: string;
  webhookId: string;
  events: IncomingEvent[];
}
