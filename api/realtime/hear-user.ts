import type { Socket } from 'socket.io';
import { sayReadSchema, sayTypingSchema } from '../../contract/widget-live';
import type { HostedSession } from '../../store/types';
import type { RealtimeContext } from './server';

/** A widget says a few words in a minute here; who says more floods (S20). */
const WORDS_PER_WINDOW = 50;
const WINDOW_MS = 10_000;

/** What a user's widget may say on the live line: typing and read, nothing else, not often. Everything else ends it. */
export function hearUser(socket: Socket, { sessions, deps }: RealtimeContext, session: HostedSession): void {
  let words = 0;
  const window = setInterval(() => (words = 0), WINDOW_MS);
  socket.once('disconnect', () => clearInterval(window));

  socket.onAny((event: string, said: unknown) => {
    words += 1;
    if (words > WORDS_PER_WINDOW || !take(event, said)) {
      deps.logger.warn(
        { copilotId: session.copilotId },
        'a widget said what it may not, or too much: cut off',
      );
      socket.disconnect(true);
    }
  });

  function take(event: string, said: unknown): boolean {
    // Taken, and told nobody: Zendesk's API hears of agents' typing only (api/hosted/presence.ts).
    if (event === 'typing') return sayTypingSchema.safeParse(said).success;
    if (event !== 'read') return false;
    const read = sayReadSchema.safeParse(said);
    if (read.success) sessions.userRead(session, read.data.seq);
    return read.success;
  }
}
