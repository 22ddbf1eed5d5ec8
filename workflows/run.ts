import { patched, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { AttentionCode, HandoffState } from '../contract/handoff';
import { searchAttribute } from './messages';
import { records } from './proxies';
import { isOpening, SIGNALS_PER_RUN, type State } from './state';

const CARRIED_MESSAGES = 50;
/** A grown run waits for so many events at most until somebody speaks. */
const MOMENT_EVENTS = 100;
/** Older code changed a grown run at any moment. */
const WHEN_SPOKEN_TO = 'run-changed-when-spoken-to';

/** One run of a handoff: the state that lives on, and what only this run knows. */
export interface Run {
  state: State;
  signals: number;
  /** Counts the pokes (retryNow, connectionRestored): whoever waits for Zendesk tries at once. */
  pokes: number;
  /** Since when looks show no agents although control was just passed to them; undefined: they do not. */
  absentSinceMs: number | undefined;
  /** Somebody writes the attention into the store, and will see a later change. */
  writingAttention: boolean;
  /** Words are on their way into the session, or to Zendesk; or we are looking for missed ones. */
  handingOver: boolean;
  relaying: boolean;
  looking: boolean;
  /** What the search attributes say. */
  shown: string;
  /** The history has grown: this run stops and the state goes on in the next. Once decided it stays decided. */
  rotating: boolean;
  /** The other lanes have stopped, for the next run or for good: the session's lane may stop, too. */
  over: boolean;
}

export function newRun(state: State): Run {
  return {
    ...{ state, signals: 0, pokes: 0, absentSinceMs: undefined, writingAttention: false, shown: '' },
    ...{ handingOver: false, relaying: false, looking: false, rotating: false, over: false },
  };
}

/**
 * The history has grown: the state goes on in a new run. Never in the middle of an end, which is short. And not before most of
 * what waits for the session is handed over: after hours without a worker that is thousands of messages, and the state must
 * stay far below the 2 MB that a payload may have.
 */
export function mustRotate(run: Run): boolean {
  const { state } = run;
  if (run.rotating) return true;
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  const { atMost = Infinity } = state.input.eventsOfRun ?? {};
  const isDue =
    historyLength >= atMost + MOMENT_EVENTS ||
    run.signals >= (state.signalsPerRun ?? SIGNALS_PER_RUN) ||
    continueAsNewSuggested;
  run.rotating = isAtRest(state) && (isDue || (historyLength >= atMost && isGoodMoment(run)));
  // The next run counts its minutes to the next look anew; where people talk that fast, it would never look.
  if (run.rotating) state.pullDue = true;
  return run.rotating;
}

/**
 * Somebody has just spoken, and nothing is under way: who answers does so when the words have arrived, and that is in the next run.
 * Just when words have arrived the next ones come, and a signal in the middle of a change has the server refuse it, and the worker
 * replay the run.
 */
function isGoodMoment({ state, handingOver, relaying, looking }: Run): boolean {
  const isSpokenTo = state.toSession.length > 0 || state.userHighest > state.userDone;
  const isAlone = !handingOver && !relaying && !looking;
  return (isSpokenTo && isAlone) || state.step === 'closing' || !patched(WHEN_SPOKEN_TO);
}

/**
 * Before words are handed over: this run is about to end, and the next one can do it at once. When another lane holds this one, with a
 * call that hangs, they do not wait for that.
 */
export function isAboutToChange(run: Run): boolean {
  return mustRotate(run) && !run.over && patched(WHEN_SPOKEN_TO);
}

/** After a look: a good moment, since a run that changes while somebody speaks is replayed first. */
export function rotateAfterLook(run: Run): void {
  const { state } = run;
  const isGrown = workflowInfo().historyLength >= (state.input.eventsOfRun?.afterLook ?? Infinity);
  if (isGrown && isAtRest(state)) run.rotating = true;
}

function isAtRest(state: State): boolean {
  return (state.end === null || state.step === 'closing') && state.toSession.length <= CARRIED_MESSAGES;
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

/** Writes the search attributes; only on a change, since each time is an event of the history. */
export function showState(run: Run): void {
  const { state } = run;
  const value = publicState(state);
  const shown = JSON.stringify([value, state.attention, state.agentName]);
  if (shown === run.shown) return;
  run.shown = shown;
  upsertSearchAttributes([
    { key: searchAttribute.state, value },
    { key: searchAttribute.attention, value: state.attention },
    { key: searchAttribute.agent, value: state.agentName },
  ]);
}

/** Brings search attributes and store in line with `troubles`. One writer at a time: two could overtake each other. */
export async function showAttention(run: Run): Promise<void> {
  const { state } = run;
  const codes = Object.values(state.troubles);
  const worst = codes.find((code) => code === 'credentials') ?? codes.find((code) => code !== null) ?? null;
  if (state.attention === worst || state.end !== null) return;
  state.attention = worst;
  showState(run);
  if (run.writingAttention) return;
  run.writingAttention = true;
  try {
    let code: AttentionCode | null;
    do {
      code = state.attention;
      await records.setAttention.executeWithOptions(
        { summary: code === null ? 'note: trouble is over' : `note: held, ${code}` },
        [{ ...ref(run), code, sinceMs: Date.now() }],
      );
    } while (state.attention !== code);
  } finally {
    run.writingAttention = false;
  }
}
