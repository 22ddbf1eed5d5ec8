import type { HistoryScene } from './acts';
import { ENDS } from './ends';
import { UNDER_WAY } from './under-way';

/** Every state and every end reason of a handoff. */
export const HISTORY_SCENES: Record<string, HistoryScene> = { ...ENDS, ...UNDER_WAY };
