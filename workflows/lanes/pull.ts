import { ActivityFailure, condition, patched } from '@temporalio/workflow';
import {
  agentsHadControl,
  hasJustPassed,
  noteAgentMessage,
  noteAgentsInControl,
  noteAgentsLeft,
} from '../inbox';
import { conversation } from '../opening';
import { Left, persist, Refused } from '../patience';
import { hurriedZendesk, zendesk } from '../proxies';
import { isLeaving, rotateAfterLook, type Run } from '../run';
import type { State } from '../state';
import type { Pulled } from '../../activities';

/** While people talk; together with the pull after an outage it finds what webhooks lost. */
const PULL_EVERY_MS = 3 * 60_000;
/**
 * While nobody has said anything for a while: ten thousand open handoffs that wait would otherwise ask Zendesk a hundred times
 * a second (ADR 0051). A door that was shut asks all of them at once (api/webhook/catch-up.ts).
 */
const PULL_QUIET_EVERY_MS = 15 * 60_000;
const QUIET_AFTER_MS = 30 * 60_000;

/** Older code believed a single look that came right after control was passed. */
const TWICE = 'absence-believed-when-seen-twice';
/** Between the two: a read that lags behind has caught up by then (F40), and who handed back does not wait for long (R19). */
const LOOK_AGAIN_MS = 5_000;

type Look = typeof zendesk.pull;

/** Reads beside the webhook what agents said (design §5.6). The same seen-set, so push and pull cannot double. */
export async function pullLane(run: Run): Promise<void> {
  const { state } = run;
  await condition(() => isLeaving(run) || state.step === 'open');
  while (!isLeaving(run)) {
    const wasQuiet = isQuiet(state);
    const wakes = () => isLeaving(run) || state.pullDue || (wasQuiet && !isQuiet(state));
    const woken = await condition(wakes, wasQuiet ? PULL_QUIET_EVERY_MS : PULL_EVERY_MS, {
      summary: 'until the next look for missed messages',
    });
    if (isLeaving(run)) return;
    // People talk again: from now on every few minutes.
    if (woken && !state.pullDue) continue;
    state.pullDue = false;
    try {
      const { more } = await persist(run, 'pull', () => look(run, zendesk.pull, 'look for missed messages'));
      if (run.absentSinceMs !== undefined && !isLeaving(run)) {
        await condition(() => isLeaving(run), LOOK_AGAIN_MS, { summary: 'no agents yet, or none any more?' });
        state.pullDue = true;
      } else if (more) state.pullDue = true;
      else rotateAfterLook(run);
    } catch (thrown) {
      if (thrown instanceof Left) return;
      if (!(thrown instanceof Refused)) throw thrown;
      endByRefusal(run, thrown);
    }
  }
}

function isQuiet({ input, lastAgentAtMs, lastUserAtMs }: State): boolean {
  const lastMs = Math.max(input.notBeforeMs ?? input.createdAtMs, lastAgentAtMs, lastUserAtMs);
  return Date.now() - lastMs > QUIET_AFTER_MS;
}

/** The last look before the end: one try, since the end never waits for Zendesk. */
export async function lastPull(run: Run): Promise<void> {
  try {
    await look(run, hurriedZendesk.pull, 'last look before the end');
  } catch (thrown) {
    // The history shows the failed activity; a later look during the closing repeats it.
    if (!(thrown instanceof ActivityFailure)) throw thrown;
  }
}

/** One look, and what follows from it. The activity asks who holds control first, then for the words said until then. */
export async function look(run: Run, pull: Look, summary: string): Promise<Pulled> {
  const { state } = run;
  const { conversationId } = state;
  const askedAtMs = Date.now();
  const hadControl = agentsHadControl(state, askedAtMs);
  const mayLag = hasJustPassed(state, askedAtMs);
  run.looking = true;
  let pulled: Pulled;
  try {
    pulled = await pull.executeWithOptions({ summary }, [{ ...conversation(run), after: state.cursor }]);
  } finally {
    run.looking = false;
  }
  for (const message of pulled.messages) noteAgentMessage(state, message, Date.now());
  // It moved meanwhile: place and control are those of the conversation that was given up.
  if (state.conversationId !== conversationId) return pulled;
  state.cursor = pulled.cursor ?? state.cursor;
  if (pulled.agentsInControl) {
    run.absentSinceMs = undefined;
    noteAgentsInControl(state, askedAtMs);
  }
  // Seen in control only while we were looking: they took it after we had asked, they did not let go.
  else if (hadControl && !pulled.more && (!mayLag || isSure(run, askedAtMs))) noteAgentsLeft(state);
  return pulled;
}

/** Absence right after control was passed has to be seen twice. */
function isSure(run: Run, askedAtMs: number): boolean {
  if (!patched(TWICE)) return true;
  run.absentSinceMs ??= askedAtMs;
  return askedAtMs - run.absentSinceMs >= LOOK_AGAIN_MS;
}

function endByRefusal(run: Run, refused: Refused): void {
  const { kind, message } = refused.fault;
  if (kind === 'not_connected')
    run.state.end ??= { reason: 'disconnected', detail: message, byZendesk: true };
  else if (kind === 'gone')
    run.state.end ??= { reason: 'conversation_removed', detail: message, byZendesk: true };
}
