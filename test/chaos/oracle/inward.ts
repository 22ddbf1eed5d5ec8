import type { SessionEvidence } from './evidence';
import { doubles, saidByAgents, shownOfAgents } from './facts';
import type { Violation } from './violation';

/** I4–I6 and I11 towards the session: what agents said is shown once and in order, by every way to look, and told by callbacks. */
export function checkInward(evidence: SessionEvidence): Violation[] {
  const { session, log, streamed, streamFaults, callbacks } = evidence;
  const said = saidByAgents(evidence).map(({ id }) => id);
  const violations: Violation[] = [];
  const say = (invariant: Violation['invariant'], what: string) =>
    violations.push({ invariant, session, what });

  const ways: [string, readonly string[]][] = [
    ['the log', shownOfAgents(log).map(({ id }) => id)],
    ['the live view', shownOfAgents(streamed).map(({ id }) => id)],
  ];
  for (const [way, shown] of ways) {
    for (const id of said.filter((one) => !shown.includes(one)))
      say('I4', `${nameOf(evidence, id)} is not in ${way}`);
    for (const id of doubles(shown)) say('I5', `${nameOf(evidence, id)} is twice in ${way}`);
    for (const id of shown.filter((one) => !said.includes(one)))
      say('I7', `${way} shows ${id}, which no agent said`);
    const common = shown.filter((id) => said.includes(id));
    const sorted = common.toSorted((a, b) => said.indexOf(a) - said.indexOf(b));
    const wrong = common.find((id, place) => id !== sorted[place]);
    if (wrong !== undefined) say('I6', `${nameOf(evidence, wrong)} is out of order in ${way}`);
  }
  for (const fault of streamFaults) say('I5', `the stream tells ${fault}`);
  if (log.some(({ seq }, place) => seq !== place + 1)) say('I6', 'the log has gaps');

  const told = callbacks.flatMap(({ type, data }) =>
    type === 'message.created' && 'message' in data && data.message.origin === 'agent'
      ? [data.message.id]
      : [],
  );
  for (const id of said.filter((one) => !told.includes(one)))
    say('I4', `${nameOf(evidence, id)} has no callback`);
  for (const id of doubles(told)) say('I5', `${nameOf(evidence, id)} has two callbacks`);
  return [...violations, ...checkDurable(evidence)];
}

/**
 * I11: a webhook that was answered 2xx is in Temporal, or, when the handoff had ended by then, in the log. Before the end a pull
 * that found the message by itself is no excuse.
 */
function checkDurable({ session, deliveries, runs, log, handoff, zendesk }: SessionEvidence): Violation[] {
  // One webhook may carry events of several conversations.
  const own = new Set(zendesk.map(({ conversationId }) => conversationId));
  const signalled = new Set(runs.flatMap((run) => run.signalled));
  const logged = new Set(shownOfAgents(log).map(({ id }) => id));
  const endedMs = handoff?.endedAt ? Date.parse(handoff.endedAt) : Infinity;
  const isDurable = (id: string, answeredMs: number) =>
    signalled.has(id) || (answeredMs >= endedMs && logged.has(id));
  const lost = deliveries
    .filter(({ status }) => status === 200)
    .flatMap(({ body, at, durationMs }) =>
      ((body as { events?: WebhookEvent[] }).events ?? [])
        .filter((event) => event.type === 'conversation:message' && isSpeech(event))
        .filter(({ payload }) => own.has(payload.conversation?.id))
        .map(({ payload }) => payload.message?.id ?? '')
        .filter((id) => !isDurable(id, Date.parse(at) + durationMs)),
    );
  return [...new Set(lost)].map((id) => ({
    invariant: 'I11' as const,
    session,
    what: `the webhook of ${id} was answered 200, and Temporal has no signal of it`,
  }));
}

interface WebhookEvent {
  type: string;
  payload: {
    conversation?: { id: string };
    message?: { id: string; author?: { subtypes?: string[] }; source?: { type: string } };
  };
}

function isSpeech({ payload: { message } }: WebhookEvent): boolean {
  return (
    message?.author?.subtypes?.includes('agent') === true && message.source?.type === 'zd:agentWorkspace'
  );
}

function nameOf(evidence: SessionEvidence, id: string): string {
  const said = saidByAgents(evidence).find((message) => message.id === id);
  return `${said?.text ?? 'a message'} (${id})`;
}
