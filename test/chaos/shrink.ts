import type { Plan } from './plan/plan';
import type { RunResult } from './scenario';

/** Each try is a run of its own; after this long the smallest so far is given. */
const BUDGET_MS = 6 * 60_000;

/**
 * Looks for a smaller plan that breaks one of the same invariants: without faults, with half of them, then the sessions that
 * were hurt alone, then each fault left out. Timing is not ours, so a plan that turns green once may be red again: what is
 * given was red when it was tried.
 */
export async function shrink(
  red: RunResult,
  run: (plan: Plan, n: number) => Promise<RunResult>,
  say: (line: string) => void,
): Promise<Plan> {
  if (red.plan === undefined) throw new Error('nothing to shrink');
  const broken = new Set(red.violations.map(({ invariant }) => invariant));
  const hurt = new Set(red.violations.map(({ session }) => session));
  const deadlineMs = Date.now() + BUDGET_MS;
  let smallest = red.plan;
  let tries = 0;

  async function isRed(plan: Plan): Promise<boolean> {
    if (Date.now() > deadlineMs || sizeOf(plan) >= sizeOf(smallest)) return false;
    tries += 1;
    say(`  shrinking: ${plan.sessions.length} sessions, ${plan.nemesis.length} faults …`);
    const { violations } = await run(plan, tries);
    if (!violations.some(({ invariant }) => broken.has(invariant))) return false;
    smallest = plan;
    return true;
  }

  const only = red.plan.sessions.filter(({ name }) => hurt.has(name));
  if (only.length > 0) await isRed({ ...red.plan, sessions: only });
  await isRed({ ...smallest, nemesis: [] });
  for (
    let size = Math.ceil(smallest.nemesis.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < smallest.nemesis.length && Date.now() < deadlineMs;) {
      const nemesis = smallest.nemesis.filter((_, place) => place < from || place >= from + size);
      if (!(await isRed({ ...smallest, nemesis }))) from += size;
    }
  }
  say(
    `  smallest after ${tries} tries: ${smallest.sessions.length} sessions, ${smallest.nemesis.length} faults`,
  );
  return smallest;
}

const sizeOf = ({ sessions, nemesis }: Plan) => sessions.length + nemesis.length;
