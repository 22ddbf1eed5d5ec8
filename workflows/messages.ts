import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AttentionCode, EndReason, HandoffState, HandoffTimer } from '../contract/handoff';
import type { Action, Attachment, Card } from '../contract/events';

/*
 * The workflows' API: the only file of this folder that others take values from. Names are what an operator reads in the
 * Temporal UI. No name, no text of a user travels in an id; credentials travel nowhere.
 */

export const HANDOFF_TASK_QUEUE = 'handoff';
export const HANDOFF_WORKFLOW = 'HandoffWorkflow';
export const CALLBACK_WORKFLOW = 'CallbackWorkflow';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** Search attributes, all of type Keyword; the worker registers those that are missing at its start. */
export const searchAttribute = {
  copilot: keyword('HandoffCopilot'),
  session: keyword('HandoffSession'),
  state: keyword('HandoffState'),
  attention: keyword('HandoffAttention'),
  agent: keyword('HandoffAgent'),
  ticket: keyword('HandoffTicket'),
} as const;

/** Whole seconds, 0 = off. Fixed for a handoff when it starts. */
export interface HandoffTimers {
  pickupSeconds: number;
  agentSilentSeconds: number;
  userIdleSeconds: number;
}

export interface HandoffInput {
  copilotId: string;
  sessionId: string;
  handoffId: string;
  /** Epoch milliseconds when the API accepted the handoff; the pickup timer counts from here. */
  createdAtMs: number;
  /** Held until office hours open. */
  notBeforeMs?: number;
  timers: HandoffTimers;
  /**
   * When the state goes on in a new run. In the input, since a run must replay as it was recorded: one without it was started
   * by older code, and goes by Temporal's own advice.
   */
  eventsOfRun?: EventsOfRun;
}

/** In events of history; a message makes ten. */
export interface EventsOfRun {
  /** So many, and the run is changed after the next look for missed messages: every few minutes. */
  afterLook: number;
  /** So many, and it is changed at once, although a message that comes in between then has to wait for a replay. */
  atMost: number;
}

/**
 * A worker that takes up a session replays its run first, nearly a millisecond for each event, while the people in it wait.
 * Temporal itself advises a new run after 4,096 events only (ADR 0056).
 */
const EVENTS_OF_RUN: EventsOfRun = { afterLook: 200, atMost: 1_000 };

/** An agent's or automated message, out of a webhook or a pull. */
export interface AgentMessage {
  /** Zendesk's message id. */
  id: string;
  /** ISO 8601; with the id it is the order within the conversation. */
  received: string;
  agent: { id: string | null; name: string | null; avatarUrl: string | null } | null;
  text: string | null;
  attachments: Attachment[];
  actions: Action[];
  /** Of a carousel. Missing in signals of before there were cards. */
  cards?: Card[];
  automated: boolean;
}

/** There is a message of the user up to this number in the store. The number, not the words, travels. */
export interface UserMessage {
  messageId: string;
  n: number;
}

export interface ConversationEnded {
  reason: EndReason;
  detail: string | null;
  /** Said by Zendesk: nobody holds the conversation any more, so nothing may be posted into it. */
  byZendesk: boolean;
  /** The active switchboard integration after it, when the event names one. */
  activeIntegrationId?: string;
}

export interface EndRequested {
  reason: EndReason;
  detail?: string;
}

export interface ControlFailed {
  code: string;
  detail: string;
}

export interface ConversationMoved {
  conversationId: string;
}

/** What `getHandoff` answers and the current details show. */
export interface HandoffReport {
  state: HandoffState;
  attention: AttentionCode | null;
  step: string;
  conversationId: string | null;
  agentName: string | null;
  queuedToZendesk: number;
  queuedToSession: number;
  timers: HandoffTimer[];
  endReason: EndReason | null;
}

export const agentMessage = defineSignal<[AgentMessage]>('agentMessage');
export const userMessage = defineSignal<[UserMessage]>('userMessage');
export const agentWorkspaceTookControl = defineSignal('agentWorkspaceTookControl');
export const controlFailed = defineSignal<[ControlFailed]>('controlFailed');
export const conversationEnded = defineSignal<[ConversationEnded]>('conversationEnded');
export const conversationMoved = defineSignal<[ConversationMoved]>('conversationMoved');
export const endRequested = defineSignal<[EndRequested]>('endRequested');
export const connectionRestored = defineSignal('connectionRestored');
export const retryRequested = defineSignal('retryRequested');

export const retryNow = defineUpdate<HandoffReport>('retryNow');
export const endHandoff = defineUpdate<HandoffReport, [{ detail?: string } | undefined]>('endHandoff');
export const resendMessage = defineUpdate<HandoffReport, [{ messageId: string }]>('resendMessage');

export const getHandoff = defineQuery<HandoffReport>('getHandoff');

export interface CallbackInput {
  copilotId: string;
  sessionId: string;
}
export const callbacksPending = defineSignal('callbacksPending');

/** A copilot's preferences as a run keeps them. */
export function handoffTimers(preferences: {
  pickupTimeoutSeconds: number;
  agentSilentSeconds: number;
  userIdleSeconds: number;
}): HandoffTimers {
  return {
    pickupSeconds: preferences.pickupTimeoutSeconds,
    agentSilentSeconds: preferences.agentSilentSeconds,
    userIdleSeconds: preferences.userIdleSeconds,
  };
}

/** What a run is started with, out of the store's row; the same for whoever starts it. */
export function handoffInput(
  record: {
    handoff: { id: string; copilotId: string; sessionId: string; createdAt: string };
    notBefore: Date | null;
  },
  timers: HandoffTimers,
): HandoffInput {
  const { handoff, notBefore } = record;
  return {
    copilotId: handoff.copilotId,
    sessionId: handoff.sessionId,
    handoffId: handoff.id,
    createdAtMs: Date.parse(handoff.createdAt),
    ...(notBefore === null ? {} : { notBeforeMs: notBefore.getTime() }),
    timers,
    eventsOfRun: EVENTS_OF_RUN,
  };
}

/**
 * Start options of a handoff's run, the same for the API and the reconciler: a second start of the same id finds the first
 * (design §3). `workflowTaskTimeout`: a killed worker stalls a session by that, 10 s by default (temporal.md §0).
 */
export function handoffStartOptions(workflowId: string, input: HandoffInput) {
  return {
    workflowId,
    taskQueue: HANDOFF_TASK_QUEUE,
    args: [input] as [HandoffInput],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowTaskTimeout: '2s',
    staticSummary: `Handoff of session ${input.sessionId}`,
    staticDetails: [
      `- handoff \`${input.handoffId}\``,
      `- session \`${input.sessionId}\``,
      `- copilot \`${input.copilotId}\``,
      `- created ${new Date(input.createdAtMs).toISOString()}`,
    ].join('\n'),
    typedSearchAttributes: new TypedSearchAttributes([
      { key: searchAttribute.copilot, value: input.copilotId },
      { key: searchAttribute.session, value: input.sessionId },
      { key: searchAttribute.state, value: input.notBeforeMs === undefined ? 'opening' : 'scheduled' },
    ]),
  } as const;
}

/** Start options of a session's callback sender, for signal-with-start. */
export function callbackStartOptions(workflowId: string, input: CallbackInput) {
  return {
    workflowId,
    taskQueue: HANDOFF_TASK_QUEUE,
    args: [input] as [CallbackInput],
    signal: callbacksPending,
    signalArgs: [] as [],
    workflowTaskTimeout: '2s',
    staticSummary: `Callbacks of session ${input.sessionId}`,
  } as const;
}
