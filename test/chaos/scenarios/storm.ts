import { makePlan, type Shape } from '../plan/make-plan';
import { inParts } from '../parts';
import { play } from '../play';
import type { Scenario } from '../scenario';

const SHORT: Shape = {
  sessions: 20,
  wordsEachWay: 30,
  stormMs: 80_000,
  kills: 20,
  faults: 33,
  tenants: 2,
  apis: 2,
  workers: 2,
};

/** The evidence run: in parts, since one plan of 300 sessions at once would only measure this machine. */
const PARTS = 15;
const LONG: Shape = { ...SHORT, wordsEachWay: 55, stormMs: 140_000 };

/** G1: random kills and every kind of fault, in turn, under two-way traffic. */
export const storm: Scenario = {
  name: 'storm',
  about: '20 kills and 33 other faults in 20 two-way conversations of two tenants; long: 15 times that',
  rows: [
    'F1',
    'F2',
    'F3',
    'F5',
    'F8',
    'F9',
    'F10',
    'F11',
    'F15',
    'F18',
    'F19',
    'F20',
    'F21',
    'F28',
    'F30',
    'F37',
  ],
  run(context) {
    const isLong = context.long && context.plan === undefined;
    return inParts(context, { count: isLong ? PARTS : 1, name: 'part' }, (part) => {
      const plan = part.plan ?? makePlan(part.seed, part.long ? LONG : SHORT);
      return play(part, { plan, tenants: SHORT.tenants });
    });
  },
};
