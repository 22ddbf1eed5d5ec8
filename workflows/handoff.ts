import { allHandlersFinished, CancellationScope, condition, continueAsNew } from '@temporalio/workflow';
import type { EndReason } from '../contract/handoff';
import { close } from './closing';
import { clockEnd, finish, runLanes } from './ending';
import { installHandlers } from './handlers';
import { delayedLane } from './lanes/delayed';
import { pullLane } from './lanes/pull';
import { timersLane } from './lanes/timers';
import { toSessionLane } from './lanes/to-session';
import { toZendeskLane } from './lanes/to-zendesk';
import type { HandoffInput } from './messages';
import { openingLane } from './opening';
import { detailsLane, showDetails } from './report';
import { mustRotate, newRun, type Run } from './run';
import { newState, type State } from './state';

/**
 * One handoff, from the bot to agents and back (design §5): open → relay both ways → end → close. Signals only note; the lanes
 * act, one message at a time each, and none waits for another. A grown history goes on in a new run with the whole state.
 *
 * @param input of a new handoff, or the state of the run before
 * @returns why it ended
 */
export async function HandoffWorkflow(input: HandoffInput | State): Promise<EndReason> {
  const run = newRun('version' in input ? input : newState(input));
  installHandlers(run);
  showDetails(run);
  // "Request Cancellation" in the UI means: give control back, not: drop everything.
  CancellationScope.current().cancelRequested.catch(() => {
    run.state.end ??= { reason: 'operator_ended', detail: 'cancelled in Temporal', byZendesk: false };
  });
  return CancellationScope.nonCancellable(() => live(run));
}

async function live(run: Run): Promise<EndReason> {
  const { state } = run;
  void clockEnd(run);
  const session = toSessionLane(run);
  void detailsLane(run);

  if (state.step !== 'closing') {
    await runLanes(run, [openingLane, toZendeskLane, pullLane, timersLane, delayedLane]);
    if (mustRotate(run)) return goOn(run, session);
    await finish(run);
  }
  await close(run);
  if (state.step === 'closing') return goOn(run, session);
  run.over = true;
  await session;
  await condition(allHandlersFinished);
  return state.end?.reason ?? 'failed';
}

async function goOn(run: Run, session: Promise<void>): Promise<EndReason> {
  run.over = true;
  await session;
  await condition(allHandlersFinished);
  return continueAsNew<typeof HandoffWorkflow>(run.state);
}
