import type { AttentionCode, EndReason } from '../contract/handoff';
import type { AgentMessage, HandoffInput } from './messages';

/** Where a handoff stands. In this order; the opening steps are each safe to repeat (design §5.2). */
export type Step =
  | 'held'
  | 'user'
  | 'conversation'
  | 'control'
  | 'transcript'
  | 'pass'
  | 'accept'
  | 'open'
  | 'closing'
  | 'done';

/** Order of messages in a conversation. */
export interface Position {
  id: string;
  received: string;
}

export interface Ending {
  reason: EndReason;
  detail: string | null;
  byZendesk: boolean;
}

/** Who calls Zendesk; each has its own troubles, so that one who succeeds does not speak for another who fails. */
export type ZendeskCaller = 'opening' | 'toZendesk' | 'pull' | 'closing';

/** Everything a handoff remembers: one serialisable object, passed whole through continue-as-new (design §5.10). */
export interface State {
  version: 1;
  input: HandoffInput;
  step: Step;
  conversationId: string | null;
  /** In a user's default conversation: nothing up to here is of this handoff. */
  cutoff: Position | null;
  firstMessageId: string | null;
  /** Passing control to agents was tried: they may hold it although we do not know yet. */
  passTried: boolean;
  /** When control was passed; absent: not yet, unknown (older code), or not in the conversation to which this one moved. */
  passedAtMs?: number;
  /** Agent Workspace was seen in control, so that its absence means that agents let go. */
  agentsSeenInControl: boolean;
  /** When they last were; absent in states of older code: unknown, so it is looked at before the next post. */
  agentsSeenAtMs?: number;
  /** Waiting for the session, sorted by (received, id). */
  toSession: AgentMessage[];
  /** Zendesk message ids noted before: bounded; the store's unique id is the second net. */
  seen: string[];
  /** Last message read by a pull. */
  cursor: string | null;
  pullDue: boolean;
  /** Highest number of a user message known, and up to which all are delivered or failed. */
  userHighest: number;
  userDone: number;
  delayedUpTo: number;
  revive: string[];
  /** Whose calls to Zendesk are being repeated, and what is wrong; `attention` is the worst of them. */
  troubles: Record<ZendeskCaller, AttentionCode | null>;
  attention: AttentionCode | null;
  agentName: string | null;
  agentSpoke: boolean;
  lastUserAtMs: number;
  lastAgentAtMs: number;
  /** Deadlines whose nudge was given, by the moment they count from. */
  nudged: { agentSilentFromMs: number; userIdleFromMs: number };
  /** Why Zendesk refused the handoff, for whoever is told of a failed opening. */
  failure: { code: string; message: string } | null;
  end: Ending | null;
  /** Until when an end waits for what was under way with Zendesk; 0 = the end has not begun. */
  lanesByMs: number;
  /** When the closing gives up telling Zendesk. */
  closeByMs: number;
  toldAgent: boolean;
  /** Another number than SIGNALS_PER_RUN, for tests of the change of runs. */
  signalsPerRun?: number;
}

export const SEEN_LIMIT = 1_000;

/** A run keeps at most this many signals: the server refuses more than 10,000, and suggests nothing about them. */
export const SIGNALS_PER_RUN = 3_000;

export function newState(input: HandoffInput): State {
  return {
    version: 1,
    input,
    step: input.notBeforeMs === undefined ? 'user' : 'held',
    conversationId: null,
    cutoff: null,
    firstMessageId: null,
    passTried: false,
    agentsSeenInControl: false,
    toSession: [],
    seen: [],
    cursor: null,
    pullDue: false,
    userHighest: 0,
    userDone: 0,
    delayedUpTo: 0,
    revive: [],
    troubles: { opening: null, toZendesk: null, pull: null, closing: null },
    attention: null,
    agentName: null,
    agentSpoke: false,
    lastUserAtMs: 0,
    lastAgentAtMs: 0,
    nudged: { agentSilentFromMs: 0, userIdleFromMs: 0 },
    failure: null,
    end: null,
    lanesByMs: 0,
    closeByMs: 0,
    toldAgent: false,
  };
}

const OPENING: readonly Step[] = ['held', 'user', 'conversation', 'control', 'transcript', 'pass', 'accept'];

export function isOpening(state: State): boolean {
  return OPENING.includes(state.step);
}
