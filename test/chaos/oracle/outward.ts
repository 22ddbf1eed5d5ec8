import type { SessionEvidence } from './evidence';
import { accepted, doubles, inZendesk, outcomes, unknown } from './facts';
import type { Violation } from './violation';

/** I1–I3, and I11 towards Zendesk: what the user said arrives there once and in order, or is told to have failed. */
export function checkOutward(evidence: SessionEvidence): Violation[] {
  const { session } = evidence;
  const arrived = inZendesk(evidence);
  const there = new Set(arrived);
  const told = outcomes(evidence);
  const violations: Violation[] = [];
  const say = (invariant: Violation['invariant'], what: string) =>
    violations.push({ invariant, session, what });

  const taken = accepted(evidence);
  for (const id of taken) {
    const ends = told.get(id) ?? [];
    const [end] = ends;
    if (end === undefined) say('I1', `${id} was accepted, and has no outcome`);
    else if (end.value === 'delivered' && !there.has(id))
      say('I11', `${id} is told as delivered, and is not in Zendesk`);
    else if (end.value !== 'delivered' && end.error === null)
      say('I1', `${id} ${end.value} without a reason`);
    else if (end.error?.outcome === 'not_sent' && there.has(id))
      say('I11', `${id} is told as not sent, and is in Zendesk`);
    if (ends.length > 1)
      say('I1', `${id} has ${ends.length} outcomes: ${ends.map((e) => e.value).join(', ')}`);
  }
  for (const id of doubles(arrived)) say('I2', `${id} is in Zendesk twice`);

  const certain = arrived.filter((id) => !unknown(evidence).has(id));
  const inOrder = certain.toSorted((a, b) => taken.indexOf(a) - taken.indexOf(b));
  const wrong = certain.find((id, place) => id !== inOrder[place]);
  if (wrong !== undefined) say('I3', `${wrong} is out of order: ${certain.join(' ')}`);

  const offered = new Set(evidence.operations.flatMap(({ f, id }) => (f === 'send' && id ? [id] : [])));
  const invented = arrived.filter((id) => !offered.has(id));
  if (invented.length > 0) say('I7', `in Zendesk, and never said here: ${invented.join(' ')}`);
  return violations;
}
