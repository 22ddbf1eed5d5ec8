import type { HandoffStep, Store } from '../store/types';
import { createUnderWay, type UnderWay } from './under-way';

/**
 * For so long after it began, or last asked, an attempt takes itself for the latest. A worker that stood still for longer than
 * its heartbeats allow (no CPU, SIGSTOP) wakes up while another has taken its work over. That one looks for 1.5 s at what is
 * in Zendesk first, which leaves more than a second for a call that began in time.
 */
const SLOW_MS = 300;

/** Another attempt has begun, or there is nothing left to do: whatever is done about this is done elsewhere. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Asked before a call that must not be made twice; throws `Overtaken` when another attempt has taken over. */
export type MayAct = () => Promise<void>;

/**
 * @param isLatest asks the store; not asked while this attempt is younger than 0.3 s, or has asked within that time
 * @param what is attempted, for the error
 */
export function unlessOvertaken(isLatest: () => Promise<boolean>, what: string): MayAct {
  let knownMs = performance.now();
  return async () => {
    if (performance.now() - knownMs < SLOW_MS) return;
    const askedMs = performance.now();
    if (!(await isLatest())) throw new Overtaken(`another attempt has taken over: ${what}`);
    knownMs = askedMs;
  };
}

/** Begins an attempt at a step of a handoff. `isRepeat`: an earlier one may have done some of it. */
export async function beginStep(
  { handoffs }: Pick<Store, 'handoffs'>,
  handoffId: string,
  step: HandoffStep,
): Promise<{ isRepeat: boolean; mayAct: MayAct; underWay: UnderWay }> {
  const attempt = await handoffs.beginStep(handoffId, step);
  const isRepeat = attempt > 1;
  const isLatest = () => handoffs.isLatestStep({ handoffId, step, attempt });
  return {
    isRepeat,
    mayAct: unlessOvertaken(isLatest, step),
    underWay: createUnderWay(handoffs, { handoffId }, !isRepeat),
  };
}
