import type { MessageEvent } from '../../../contract/events';
import type { OpenedSession, SessionService } from '../../hosted/service';
import { readLog } from './log';

/**
 * The user's message under this id, if these words are in. A message that is with agents is stored before their run is told of
 * it, so `unavailable` can be said of one that will be delivered. These widgets never repeat an id: a visitor who is told to
 * send it again says it twice.
 */
export async function findSaid(
  sessions: SessionService,
  { session }: OpenedSession,
  { id, text }: { id: string; text: string },
): Promise<MessageEvent | undefined> {
  const log = await readLog(sessions, session);
  return log.find(
    (event): event is MessageEvent =>
      event.type === 'message' &&
      event.message.origin === 'user' &&
      event.message.id === id &&
      (event.message.text ?? '') === text,
  );
}
