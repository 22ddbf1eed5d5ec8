import type { Message, SessionEvent } from '../../../contract/events';
import type { HostedSession } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import { follow } from '../shared/follow';

/** A little above what a bot is given; an answer that comes later is found by polling. */
const WAIT_MS = 20_000;

/** What came of a message that was sent: the first words after it, who has it. */
export interface Outcome {
  answer: Message | undefined;
  isWithAgents: boolean;
}

/**
 * Waits until the message is answered, or is with agents, or is known not to be answered.
 * @param after place in the log before the message
 * @param signal the caller is gone
 */
export function awaitAnswer(
  deps: CompatDeps,
  session: HostedSession,
  sent: { messageId: string; after: number },
  signal: AbortSignal,
): Promise<Outcome> {
  const seen: SessionEvent[] = [];
  return new Promise((resolve) => {
    const following = follow(deps, session, sent.after, (events) => {
      seen.push(...events);
      const outcome = outcomeIn(seen, sent.messageId);
      if (outcome !== undefined) finish(outcome);
    });
    const giveUp = (): void => finish({ answer: undefined, isWithAgents: false });
    const timer = setTimeout(giveUp, WAIT_MS);
    signal.addEventListener('abort', giveUp);

    function finish(outcome: Outcome): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      following.stop();
      resolve(outcome);
    }
  });
}

function outcomeIn(events: readonly SessionEvent[], messageId: string): Outcome | undefined {
  const own = events.findIndex(
    (event) => event.type === 'message' && event.message.origin === 'user' && event.message.id === messageId,
  );
  if (own < 0) return undefined;
  const later = events.slice(own + 1);
  const isWithAgents =
    events[own]?.handoffId != null ||
    later.some((event) => event.type === 'state' && event.state.control === 'handoff');
  const answer = later.flatMap((event) =>
    event.type === 'message' && event.message.origin !== 'user' && event.message.origin !== 'agent'
      ? [event.message]
      : [],
  )[0];
  const isSettled = later.some(
    (event) =>
      event.type === 'message_status' &&
      event.status.messageId === messageId &&
      event.status.value !== 'delayed',
  );
  return answer !== undefined || isWithAgents || isSettled ? { answer, isWithAgents } : undefined;
}
