import { makePlan, type Shape } from '../plan/make-plan';
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
  async run(context) {
    const parts = context.long && context.plan === undefined ? PARTS : 1;
    const total: Record<string, number> = {};
    for (let part = 0; part < parts; part += 1) {
      const seed = context.seed + part;
      const plan = context.plan ?? makePlan(seed, context.long ? LONG : SHORT);
      const folder = parts === 1 ? context.folder : `${context.folder}/part-${part + 1}`;
      const { violations, figures } = await play({ ...context, folder }, { plan, tenants: SHORT.tenants });
      for (const [name, value] of Object.entries(figures)) total[name] = (total[name] ?? 0) + Number(value);
      if (violations.length > 0) return { violations, plan, figures: total };
      if (parts > 1) context.say(`part ${part + 1} of ${parts}, seed ${seed}: green`);
    }
    return { violations: [], figures: total };
  },
};
