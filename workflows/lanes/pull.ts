import { condition } from '@temporalio/workflow';
import { noteAgentMessage } from '../inbox';
import { conversation } from '../opening';
import { Left, persist, Refused } from '../patience';
import { hurriedZendesk, zendesk } from '../proxies';
import { isLeaving, type Run } from '../run';
import type { Pulled } from '../../activities';

/** While a handoff is open; together with the pull after an outage it finds what webhooks lost. */
const PULL_EVERY = '3m';

/** Reads beside the webhook what agents said (design §5.6). The same seen-set, so push and pull cannot double. */
export async function pullLane(run: Run): Promise<void> {
  const { state } = run;
  await condition(() => isLeaving(run) || state.step === 'open');
  while (!isLeaving(run)) {
    await condition(() => isLeaving(run) || state.pullDue, PULL_EVERY, { summary: 'next look at Zendesk' });
    if (isLeaving(run)) return;
    state.pullDue = false;
    try {
      const pulled = await persist(run, () =>
        zendesk.pull.executeWithOptions({ summary: 'anything missed?' }, [
          { ...conversation(run), after: state.cursor },
        ]),
      );
      take(run, pulled);
      if (pulled.more) state.pullDue = true;
    } catch (thrown) {
      if (thrown instanceof Left) return;
      if (!(thrown instanceof Refused)) throw thrown;
      endByRefusal(run, thrown);
    }
  }
}

/** The last look before the end: one try, since the end never waits for Zendesk. Returns whether it went well. */
export async function lastPull(run: Run): Promise<boolean> {
  try {
    const pulled = await hurriedZendesk.pull.executeWithOptions({ summary: 'last look before the end' }, [
      { ...conversation(run), after: run.state.cursor },
    ]);
    take(run, pulled);
    return true;
  } catch {
    // Said in the history as a failed activity; a later look during the closing repeats it.
    return false;
  }
}

export function take(run: Run, pulled: Pulled): void {
  const { state } = run;
  for (const message of pulled.messages) noteAgentMessage(state, message, Date.now());
  state.cursor = pulled.cursor ?? state.cursor;
  if (pulled.agentsInControl) state.agentsSeenInControl = true;
  else if (state.agentsSeenInControl && state.end === null && !pulled.more) {
    state.end = {
      reason: 'agent_ended',
      detail: 'Agent Workspace no longer holds the conversation',
      byZendesk: true,
    };
  }
}

function endByRefusal(run: Run, refused: Refused): void {
  const { kind, message } = refused.fault;
  if (kind === 'not_connected')
    run.state.end ??= { reason: 'disconnected', detail: message, byZendesk: true };
  else if (kind === 'gone')
    run.state.end ??= { reason: 'conversation_removed', detail: message, byZendesk: true };
}
