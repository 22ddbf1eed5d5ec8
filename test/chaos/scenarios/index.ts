import type { Scenario } from '../scenario';
import { backlog } from './backlog';
import { clock } from './clock';
import { crashPoints } from './crash-points/crash-points';
import { duplicates } from './duplicates';
import { fullDisk, fullDiskOfTemporal } from './full-disk';
import { isolation } from './isolation';
import { mutations } from './mutations/mutations';
import { outage } from './outage';
import { reconnects } from './reconnects';
import { recovery } from './recovery';
import { starved } from './starved';
import { storm } from './storm';
import { takingUp } from './taking-up';
import { temporalStuck } from './temporal-stuck';

/** Every scenario, in the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  storm,
  crashPoints,
  outage,
  backlog,
  duplicates,
  temporalStuck,
  fullDisk,
  fullDiskOfTemporal,
  clock,
  isolation,
  starved,
  reconnects,
  recovery,
  takingUp,
  mutations,
];
