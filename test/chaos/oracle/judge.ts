import type { Evidence } from './evidence';
import { checkInward } from './inward';
import { checkOutward } from './outward';
import type { Violation } from './violation';
import { checkEnded, checkOnce, checkSecrets, checkWhole } from './whole';

/** The one oracle: every invariant over everything that is known of a run. An empty answer is a green run. */
export function judge(evidence: Evidence): Violation[] {
  return [
    ...evidence.sessions.flatMap((session) => [
      ...checkOutward(session),
      ...checkInward(session),
      ...checkOnce(session),
      ...checkEnded(session),
    ]),
    ...checkWhole(evidence),
    ...checkSecrets(evidence),
  ];
}
