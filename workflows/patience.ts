import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { faultOf, type Fault } from './faults';
import { isLeaving, showAttention, type Run } from './run';
import type { ZendeskCaller } from './state';

const CREDENTIALS_LOOK_MS = 10 * 60_000;
const LONGEST_WAIT_MS = 60_000;
const SHORTEST_WAIT_MS = 5_000;
/**
 * Between two questions for a conversation that is gone. A merge of users takes ours away before its webhook says where it went
 * (R27), and a copy of Zendesk's that lags behind does not know what was just made.
 */
const GONE_WAIT_MS = 10_000;

/** The lane was told to stop (end, continue-as-new) while it waited for Zendesk; nothing is lost, the state says where it was. */
export class Left extends Error {
  override readonly name = 'Left';
}

/** Zendesk said no for good. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * Calls Zendesk until it answers (design §5.5): unavailable → back off without limit, 60 s at the most; credentials → park
 * until new ones are saved, looking by itself every 10 minutes. `retryNow` and `connectionRestored` cut every wait short.
 * A conversation that is gone is asked for once more, later: it may have moved, and one just made may not be found everywhere
 * yet (F40).
 * @param call made anew for each try, so that it sees the state of its moment
 * @throws Refused when repeating is of no use, Left when the run ends or rotates meanwhile.
 */
export async function persist<T>(
  run: Run,
  caller: ZendeskCaller,
  call: () => Promise<T>,
  mustLeave: () => boolean = () => isLeaving(run),
): Promise<T> {
  const { state } = run;
  let goneIn: { conversationId: string | null } | undefined;
  for (let failures = 0; ; failures++) {
    const pokesBefore = run.pokes;
    const askedIn = state.conversationId;
    try {
      const answer = await call();
      await recovered(run, caller);
      return answer;
    } catch (thrown) {
      if (isCancellation(thrown) && CancellationScope.current().consideredCancelled) throw thrown;
      const fault = faultOf(thrown);
      const hasMoved = () => state.conversationId !== askedIn;
      if (fault.kind === 'gone' && goneIn?.conversationId !== askedIn) {
        goneIn = { conversationId: askedIn };
        await condition(() => hasMoved() || mustLeave(), GONE_WAIT_MS, { summary: 'gone, or moved?' });
        if (hasMoved() || !mustLeave()) continue;
        // Asked once more by the next run: that it is gone is said of no conversation on a single word.
        throw new Left();
      }
      if (fault.kind === 'rejected' || fault.kind === 'gone' || fault.kind === 'not_connected') {
        throw new Refused(fault);
      }
      if (mustLeave()) throw new Left();
      state.troubles[caller] = fault.kind === 'credentials' ? 'credentials' : 'zendesk_unavailable';
      await showAttention(run);
      await condition(() => mustLeave() || run.pokes > pokesBefore, waitMs(fault, failures), {
        summary:
          fault.kind === 'credentials'
            ? 'until the next look for new credentials'
            : 'until the next try with Zendesk',
      });
      if (mustLeave()) throw new Left();
    }
  }
}

function waitMs(fault: Fault, failures: number): number {
  if (fault.kind === 'credentials') return CREDENTIALS_LOOK_MS;
  if (fault.retryAfterMs !== null) return Math.max(1_000, fault.retryAfterMs);
  return Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** Math.min(failures, 6));
}

async function recovered(run: Run, caller: ZendeskCaller): Promise<void> {
  const { state } = run;
  if (state.troubles[caller] === null) return;
  state.troubles[caller] = null;
  // What agents wrote while Zendesk was away from us may never have reached our webhook.
  state.pullDue = true;
  await showAttention(run);
}
