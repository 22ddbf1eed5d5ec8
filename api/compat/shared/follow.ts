import type { Logger } from '../../../config/logger';
import type { SessionEvent } from '../../../contract/events';
import type { HostedSession } from '../../../store/types';
import type { SessionService } from '../../hosted/service';
import { faultOf } from '../../http/fault';

const PAGE = 200;
/** A database that is away is asked again this often. */
const RETRY_MS = 1_000;

export interface Following {
  stop(): void;
}

/**
 * Calls `onEvents` with everything behind `after`, and then with what comes, in order, each once. Pages are handed over one
 * after another. The store's news may be missed or come twice; what is read is the log.
 */
export function follow(
  deps: { sessions: SessionService; logger: Logger },
  session: HostedSession,
  after: number,
  onEvents: (events: SessionEvent[]) => void | Promise<void>,
): Following {
  const { sessions, logger } = deps;
  let seen = after;
  let isStopped = false;
  let isReading = false;
  let isStale = true;
  let retry: NodeJS.Timeout | undefined;
  let unsubscribe: (() => Promise<void>) | undefined;

  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      unsubscribe ??= await sessions.onEvents(session, wake);
      while (isStale && !isStopped) {
        isStale = false;
        await readPage();
      }
    } catch (error) {
      logger.warn(
        { copilotId: session.copilotId, fault: faultOf(error) },
        'a session was not read; again soon',
      );
      isStale = true;
      if (!isStopped) retry = setTimeout(() => void read(), RETRY_MS);
    } finally {
      isReading = false;
      if (isStopped) release();
    }
  }

  async function readPage(): Promise<void> {
    const { items } = await sessions.events(session, seen, PAGE);
    if (items.length === 0 || isStopped) return;
    await onEvents(items);
    seen = items.at(-1)?.seq ?? seen;
    isStale = true;
  }

  function wake(): void {
    isStale = true;
    void read();
  }

  function release(): void {
    const leave = unsubscribe;
    unsubscribe = undefined;
    leave?.().catch((error: unknown) => {
      logger.warn({ copilotId: session.copilotId, fault: faultOf(error) }, 'a listener was not taken away');
    });
  }

  void read();
  return {
    stop() {
      isStopped = true;
      clearTimeout(retry);
      if (!isReading) release();
    },
  };
}
