import type { Evidence } from './evidence';
import { doubles } from './facts';
import type { Violation } from './violation';

/**
 * I5 at each layer by itself: behind one another they hide that one is missing. Only for runs in which nothing dies, since a
 * signal that is repeated into a later run of the workflow is the next layer's to catch.
 */
export function checkLayers({ runs }: Evidence): Violation[] {
  return runs.flatMap(({ signalled, handedOver }) => [
    ...doubles(signalled).map((id) => ({ invariant: 'I5' as const, what: `${id} was signalled twice` })),
    ...doubles(handedOver).map((id) => ({ invariant: 'I5' as const, what: `${id} was handed over twice` })),
  ]);
}
