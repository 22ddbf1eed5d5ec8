import type { Scenario } from '../scenario';
import { crashPoints } from './crash-points/crash-points';
import { mutations } from './mutations/mutations';
import { outage } from './outage';
import { storm } from './storm';

/** Every scenario, in the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [storm, crashPoints, outage, mutations];
