import type { Scenario } from '../scenario';
import { backlog } from './backlog';
import { clock } from './clock';
import { crashPoints } from './crash-points/crash-points';
import { isolation } from './isolation';
import { mutations } from './mutations/mutations';
import { outage } from './outage';
import { recovery } from './recovery';
import { starved } from './starved';
import { storm } from './storm';
import { temporalStuck } from './temporal-stuck';

/** Every scenario, in the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  storm,
  crashPoints,
  outage,
  backlog,
  temporalStuck,
  clock,
  isolation,
  starved,
  recovery,
  mutations,
];
