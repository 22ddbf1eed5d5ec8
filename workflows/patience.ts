import { condition, isCancellation } from '@temporalio/workflow';
import { faultOf, type Fault } from './faults';
import { isLeaving, setAttention, type Run } from './run';

const CREDENTIALS_LOOK_MS = 10 * 60_000;
const LONGEST_WAIT_MS = 60_000;
const SHORTEST_WAIT_MS = 5_000;

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
 * @throws Refused when repeating is of no use, Left when the run ends or rotates meanwhile.
 */
export async function persist<T>(
  run: Run,
  call: () => Promise<T>,
  mustLeave: () => boolean = () => isLeaving(run),
): Promise<T> {
  for (let failures = 0; ; failures++) {
    const pokesBefore = run.pokes;
    try {
      const answer = await call();
      await recovered(run);
      return answer;
    } catch (thrown) {
      if (isCancellation(thrown)) throw thrown;
      const fault = faultOf(thrown);
      if (fault.kind === 'rejected' || fault.kind === 'gone' || fault.kind === 'not_connected') {
        throw new Refused(fault);
      }
      if (mustLeave()) throw new Left();
      run.troubled = true;
      await setAttention(run, fault.kind === 'credentials' ? 'credentials' : 'zendesk_unavailable');
      await condition(() => mustLeave() || run.pokes > pokesBefore, waitMs(fault, failures), {
        summary: fault.kind === 'credentials' ? 'waiting for new credentials' : 'waiting for Zendesk',
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

async function recovered(run: Run): Promise<void> {
  if (!run.troubled && run.state.attention === null) return;
  run.troubled = false;
  // What agents wrote while Zendesk was away from us may never have reached our webhook.
  run.state.pullDue = true;
  await setAttention(run, null);
}
