import type { SessionEvent } from '../../../contract/events';
import type { HostedSession } from '../../../store/types';
import type { SessionService } from '../../hosted/service';

const PAGE = 500;
/** Older widgets ask for the whole history, some every few seconds; of a longer log they get the end. */
const AT_MOST = 2000;
/** Enough to know what was said last. */
const TAIL = 20;

export async function readLog(sessions: SessionService, session: HostedSession): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  let after = Math.max(0, session.lastSeq - AT_MOST);
  for (;;) {
    const { items, lastSeq } = await sessions.events(session, after, PAGE);
    events.push(...items);
    after = items.at(-1)?.seq ?? lastSeq;
    if (items.length === 0 || after >= lastSeq) return events;
  }
}

export async function readTail(sessions: SessionService, session: HostedSession): Promise<SessionEvent[]> {
  if (session.lastSeq === 0) return [];
  return (await sessions.events(session, Math.max(0, session.lastSeq - TAIL), TAIL)).items;
}
