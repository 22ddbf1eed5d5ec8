import type { EndReason } from '../contract/handoff';
import type {
  AgentMessage,
  ConversationEnded,
  ConversationMoved,
  EndRequested,
  UserMessage,
} from './messages';

/*
 * What the API sends is right by its types. But whoever reaches Temporal can signal anything, and one handler that throws, or
 * one message that no activity can take, would stop the handoff for good (F32). So: looked at, counted, left out.
 */

const REASONS: Record<EndReason, true> = {
  agent_ended: true,
  ticket_closed: true,
  ticket_solved: true,
  transferred_to_email: true,
  user_ended: true,
  copilot_ended: true,
  operator_ended: true,
  pickup_timeout: true,
  inactivity_timeout: true,
  conversation_removed: true,
  disconnected: true,
  copilot_deleted: true,
  user_erased: true,
  failed: true,
};

type Loose<T> = { [K in keyof T]?: unknown } | null | undefined;

export function isAgentMessage(given: Loose<AgentMessage>): boolean {
  return (
    typeof given?.id === 'string' &&
    given.id !== '' &&
    typeof given.received === 'string' &&
    !Number.isNaN(Date.parse(given.received)) &&
    (given.text === null || typeof given.text === 'string') &&
    typeof given.agent === 'object' &&
    Array.isArray(given.attachments) &&
    Array.isArray(given.actions) &&
    (given.cards === undefined || Array.isArray(given.cards)) &&
    typeof given.automated === 'boolean'
  );
}

export function isUserMessage(given: Loose<UserMessage>): boolean {
  return Number.isSafeInteger(given?.n);
}

export function isConversationEnded(given: Loose<ConversationEnded>): boolean {
  return hasReason(given) && typeof given?.byZendesk === 'boolean';
}

export function isConversationMoved(given: Loose<ConversationMoved>): boolean {
  return typeof given?.conversationId === 'string' && given.conversationId !== '';
}

export function isEndRequested(given: Loose<EndRequested>): boolean {
  return hasReason(given) && (given?.detail === undefined || typeof given.detail === 'string');
}

export function isControlFailed(given: Loose<{ code: string; detail: string }>): boolean {
  return typeof given?.code === 'string' && typeof given.detail === 'string';
}

function hasReason(given: Loose<{ reason: EndReason }>): boolean {
  return typeof given?.reason === 'string' && Object.hasOwn(REASONS, given.reason);
}
