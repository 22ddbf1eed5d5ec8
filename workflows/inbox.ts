import type { AgentMessage, ConversationEnded, EndRequested, UserMessage } from './messages';
import { SEEN_LIMIT, type Position, type State } from './state';

/*
 * What the signal handlers do: note and return (design §5.1). Pure over the state, the time comes in.
 */

/** (received, id) order; ids break the tie of equal milliseconds. */
export function compare(a: Position, b: Position): number {
  return a.received < b.received ? -1 : a.received > b.received ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Puts the message into its place in the queue, unless it was noted before or is older than the handoff. */
export function noteAgentMessage(state: State, message: AgentMessage, nowMs: number): void {
  if (state.seen.includes(message.id)) return;
  if (state.cutoff !== null && compare(message, state.cutoff) <= 0) return;
  state.seen.push(message.id);
  if (state.seen.length > SEEN_LIMIT) state.seen.splice(0, state.seen.length - SEEN_LIMIT);
  const place = state.toSession.findIndex((queued) => compare(message, queued) < 0);
  state.toSession.splice(place === -1 ? state.toSession.length : place, 0, message);
  if (message.automated || message.agent === null) return;
  state.agentSpoke = true;
  state.agentName = message.agent.name;
  state.lastAgentAtMs = Math.max(state.lastAgentAtMs, nowMs);
  // By its own time: a late one says nothing of now.
  noteAgentsAt(state, Math.min(nowMs, Date.parse(message.received)));
}

/** A look has shown Agent Workspace in control. */
export function noteAgentsInControl(state: State, atMs: number): void {
  state.agentsSeenInControl = true;
  noteAgentsAt(state, atMs);
}

function noteAgentsAt(state: State, atMs: number): void {
  state.agentsSeenAtMs = Math.max(state.agentsSeenAtMs ?? 0, atMs);
}

/** For so long after control was passed, a read of Zendesk's that lags behind may still show our own seat (F40). */
const LAG_MS = 20_000;

/**
 * Whether agents' absence means that they let go. They were seen, or we passed control to them a while ago: the webhook that
 * says so may be lost, and a ticket be closed before we first look.
 */
export function agentsHadControl(state: State, nowMs: number): boolean {
  return state.agentsSeenInControl || (state.passedAtMs !== undefined && !hasJustPassed(state, nowMs));
}

/** Control was passed so lately that a look without agents may show what was before, whatever a webhook has said since. */
export function hasJustPassed({ passedAtMs }: State, nowMs: number): boolean {
  return passedAtMs !== undefined && nowMs - passedAtMs <= LAG_MS;
}

export function noteUserMessage(state: State, message: UserMessage, nowMs: number): void {
  if (message.n <= state.userHighest) return;
  state.userHighest = message.n;
  state.lastUserAtMs = Math.max(state.lastUserAtMs, nowMs);
}

/** The first end wins, every other one is a no-op (design §5.8). */
export function noteEndRequested(state: State, request: EndRequested): void {
  state.end ??= { reason: request.reason, detail: request.detail ?? null, byZendesk: false };
}

/**
 * Zendesk says that the conversation ended. Before control was passed there is nothing to end: in a user's default
 * conversation an older ticket may close while we are opening. A removed conversation is gone in any case.
 */
export function noteConversationEnded(state: State, ended: ConversationEnded): void {
  if (ended.reason !== 'conversation_removed' && !state.passTried) return;
  state.end ??= { reason: ended.reason, detail: ended.detail, byZendesk: ended.byZendesk };
}

/** Seen, not said: whatever Zendesk said of it did not reach us (yet). */
export function noteAgentsLeft(state: State): void {
  state.end ??= {
    reason: 'agent_ended',
    detail: 'Agent Workspace no longer holds the conversation',
    byZendesk: true,
  };
}
