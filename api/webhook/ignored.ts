import type { Logger } from '../../config/logger';
import type { Store } from '../../store/types';
import { faultOf } from '../http/fault';

const FLUSH_AFTER_MS = 2_000;

/** Why an event was none of our handoffs'. */
export type Ignored = 'foreign' | 'unreadable' | 'other_app';

const WORDS: Record<Ignored, string> = {
  foreign:
    'Events of conversations that are none of our handoffs. That is normal where the account has other channels.',
  unreadable:
    'Events that could not be read. Nothing is lost: messages are also looked for in the conversations.',
  other_app: 'Events of another app. Does a webhook of another Zendesk account lead to this URL?',
};

/**
 * Counts what is ignored and writes the sums now and then: an account with other channels sends a lot of it, and each would be
 * a write. What a crash loses is a few of a statistic.
 */
export function createIgnoredCounter({ store, logger }: { store: Store; logger: Logger }) {
  const sums = new Map<string, { copilotId: string; why: Ignored; count: number }>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    timer = undefined;
    const waiting = [...sums.values()];
    sums.clear();
    for (const { copilotId, why, count } of waiting) {
      try {
        const level = why === 'foreign' ? 'info' : 'warning';
        const entry = { copilotId, kind: 'events_ignored', level, message: WORDS[why], count } as const;
        await store.connectionLog.add(entry);
      } catch (error) {
        logger.warn({ copilotId, fault: faultOf(error) }, 'ignored events were not counted');
      }
    }
  }

  return {
    add(copilotId: string, why: Ignored): void {
      const key = `${copilotId}/${why}`;
      sums.set(key, { copilotId, why, count: (sums.get(key)?.count ?? 0) + 1 });
      timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS).unref();
    },
  };
}
