import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { AttentionCode, HandoffState } from '../contract/handoff';
import { searchAttribute } from './messages';
import { records } from './proxies';
import { isOpening, type State } from './state';

/** A run keeps at most this many signals: the server refuses more than 10,000, and suggests nothing about them. */
const SIGNALS_PER_RUN = 3_000;

/** One run of a handoff: the state that lives on, and what only this run knows. */
export interface Run {
  state: State;
  signals: number;
  /** Counts the pokes (retryNow, connectionRestored): whoever waits for Zendesk tries at once. */
  pokes: number;
  /** A call to Zendesk is being repeated. */
  troubled: boolean;
  /** The history has grown: this run stops and the state goes on in the next. Once decided it stays decided. */
  rotating: boolean;
  /** All is said and done: the session's lane may stop. */
  over: boolean;
}

export function newRun(state: State): Run {
  return { state, signals: 0, pokes: 0, troubled: false, rotating: false, over: false };
}

/** The history has grown: the state goes on in a new run. Never in the middle of an end, which is short. */
export function mustRotate(run: Run): boolean {
  const atRest = run.state.end === null || run.state.step === 'closing';
  run.rotating ||= atRest && (run.signals >= SIGNALS_PER_RUN || workflowInfo().continueAsNewSuggested);
  return run.rotating;
}

/** A lane stops at its next safe point. */
export function isLeaving(run: Run): boolean {
  return run.state.end !== null || mustRotate(run);
}

/** Who this handoff is, as every activity wants to know it. */
export function ref(run: Run) {
  const { copilotId, sessionId, handoffId } = run.state.input;
  return { copilotId, sessionId, handoffId };
}

export function publicState(state: State): HandoffState {
  if (state.step === 'held') return 'scheduled';
  if (state.step === 'closing' || state.step === 'done') return 'ended';
  if (isOpening(state)) return 'opening';
  return state.agentSpoke ? 'active' : 'waiting';
}

/** Writes the search attributes; only on a change, since each is an event of the history. */
export function showState(run: Run): void {
  const { state } = run;
  upsertSearchAttributes([
    { key: searchAttribute.state, value: publicState(state) },
    { key: searchAttribute.attention, value: state.attention },
    { key: searchAttribute.agent, value: state.agentName },
  ]);
}

export async function setAttention(run: Run, code: AttentionCode | null): Promise<void> {
  if (run.state.attention === code || run.state.end !== null) return;
  run.state.attention = code;
  showState(run);
  await records.setAttention.executeWithOptions(
    { summary: code === null ? 'trouble is over' : `held: ${code}` },
    [{ ...ref(run), code, sinceMs: Date.now() }],
  );
}
