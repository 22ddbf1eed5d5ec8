import type { Socket } from 'socket.io';
import type { HostedSession } from '../../store/types';
import { limitsOf } from '../deps';
import { createWaker } from '../sessions/waker';
import type { RealtimeContext } from './server';

const PAGE = 100;
/** A call of the store that was lost costs at most this. */
const LOOK_EVERY_MS = 15_000;

/**
 * Tells a socket the session's log, from `after` on, page by page: each is read by `seq` from the store, and the next follows
 * when the widget has taken it. So nothing is skipped or doubled, and what a slow one has not taken waits in the store (R5).
 */
export async function followSession(
  socket: Socket,
  { deps, sessions }: RealtimeContext,
  session: HostedSession,
  from: number,
): Promise<void> {
  const { stallMs } = limitsOf(deps);
  const waker = createWaker();
  let open = true;
  socket.once('disconnect', () => {
    open = false;
    waker.wake();
  });
  const stopEvents = await sessions.onEvents(session, waker.wake);
  const stopNews = await sessions.onEphemeral(session, ({ kind, data }) => {
    socket.emit(kind, data);
  });
  try {
    let after = from;
    while (isOpen()) {
      const page = await sessions.events(session, after, PAGE);
      if (page.items.length === 0) {
        await waker.wait(LOOK_EVERY_MS);
        continue;
      }
      await socket.timeout(stallMs).emitWithAck('events', page);
      after = page.items.at(-1)?.seq ?? after;
    }
  } catch (error) {
    // The widget has left, or takes nothing: it comes back and goes on from what it has.
    if (isOpen()) throw error;
  } finally {
    await Promise.all([stopEvents(), stopNews()]);
  }

  function isOpen(): boolean {
    return open && socket.connected;
  }
}
