import type { Evidence, SessionEvidence } from './evidence';
import { doubles } from './facts';
import { strayTickets } from './stray';
import type { Violation } from './violation';

/** I8: one user, conversation, pass to agents and ticket for each session; the same start gets the same answer. */
export function checkOnce({ session, zendesk, handoff }: SessionEvidence): Violation[] {
  // A stray ticket is judged by itself (checkWhole).
  const made = (kind: string) =>
    zendesk.filter((item) => item.kind === kind && item.action === 'create' && item['stray'] !== true).length;
  const passes = zendesk.filter(
    ({ kind, action, ...item }) =>
      kind === 'control' &&
      action === 'passControl' &&
      item['by'] !== 'zendesk' &&
      item['to'] === 'zd-agentWorkspace',
  );
  const counts = {
    conversations: made('conversation'),
    tickets: made('ticket'),
    'passes to agents': passes.length,
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 1)
    .map(([what, count]) => ({
      invariant: 'I8' as const,
      session,
      what: `${count} ${what} (handoff ${handoff?.id ?? 'unknown'})`,
    }));
}

/** I9: everything has come to its end, with a reason, and no workflow got stuck on the way. */
export function checkEnded({ session, handoff, callbacks, log }: SessionEvidence): Violation[] {
  if (handoff?.state !== 'ended' || handoff.endReason === null)
    return [{ invariant: 'I9', session, what: `the handoff is ${handoff?.state ?? 'not there'}` }];
  const ends = callbacks.filter(({ type }) => type === 'handoff.ended').length;
  const inLog = log.filter((event) => event.type === 'state' && event.state.to === 'ended').length;
  if (ends === 1 && inLog === 1) return [];
  return [
    { invariant: 'I9', session, what: `the end is told by ${ends} callbacks and ${inLog} times in the log` },
  ];
}

export const STILL_RUNS = 'still runs';

/** What concerns the run as a whole: I7 across tenants, I8 users and stray tickets, I9 workflows, callbacks, I10. */
export function checkWhole(evidence: Evidence): Violation[] {
  const { zendesk, runs, sessions, callbackDeliveries, refusedCallbacks } = evidence;
  const violations: Violation[] = [];
  const say = (invariant: Violation['invariant'], what: string) => violations.push({ invariant, what });

  const users = zendesk.filter(({ kind, action }) => kind === 'user' && action === 'create');
  for (const id of doubles(users.map((item) => String(item['externalId'])))) say('I8', `two users ${id}`);
  for (const item of strayTickets(zendesk))
    say('I8', `a stray ticket in ${String(item['appId'])}, conversation ${item.conversationId ?? '?'}`);

  const appOf = new Map(sessions.map(({ session, appId }) => [session, appId]));
  for (const { kind, content, ...item } of zendesk) {
    const of = /^says (c\d+)-[ua]\d+$/.exec(content?.text ?? '')?.[1];
    if (kind === 'message' && of !== undefined && appOf.get(of) !== item['appId'])
      say('I7', `${content?.text ?? ''} is in another tenant's Zendesk`);
  }

  for (const { workflowId, isOpen, taskFailures } of runs) {
    if (isOpen) say('I9', `${workflowId} ${STILL_RUNS}`);
    for (const failure of taskFailures) say('I9', `a workflow task of ${workflowId} failed: ${failure}`);
  }
  const bodies = new Map<string, string>();
  for (const { id, body } of callbackDeliveries) {
    if ((bodies.get(id) ?? body) !== body) say('I5', `callback ${id} came with two bodies`);
    bodies.set(id, body);
  }
  if (refusedCallbacks > 0) say('I10', `${refusedCallbacks} callbacks were not signed`);
  return violations;
}

/** I10: no secret in a log or in Temporal, no word of a user in either, no word of an agent in a log. */
export function checkSecrets({ logs, temporal, secrets }: Evidence): Violation[] {
  const violations: Violation[] = [];
  const places = [
    ...logs.filter(({ name }) => name !== 'simulator'),
    { name: 'Temporal', text: temporal.join('\n') },
  ];
  for (const { name, text } of places) {
    for (const [what, secret] of Object.entries(secrets))
      if (text.includes(secret)) violations.push({ invariant: 'I10', what: `${what} stands in ${name}` });
    const said = (name === 'Temporal' ? /says c\d+-u\d+/ : /says c\d+-[ua]\d+/).exec(text)?.[0];
    if (said !== undefined) violations.push({ invariant: 'I10', what: `words stand in ${name}: ${said}` });
  }
  return violations;
}
