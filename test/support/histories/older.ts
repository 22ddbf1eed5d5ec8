import type { HistoryScene } from './acts';

/**
 * Runs of code from before a `patched()`, which today's code can replay but not make any more: they were recorded from a checkout of
 * that time, with a scene for it. By name, how each ends.
 */
export const OLDER_HISTORIES: Record<string, Pick<HistoryScene, 'leaves'>> = {
  // `absence-forgotten-in-a-move`: agents were missed, the conversation moved, and it was looked at every five seconds.
  'missed agents of a conversation that was given up, by older code': { leaves: 'open' },
  // `run-changed-when-spoken-to`: a run of many events was changed at once, with words on their way.
  'a run changed while somebody spoke, by older code': { leaves: 'next run' },
};
