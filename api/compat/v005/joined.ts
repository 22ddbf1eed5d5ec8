import type { SessionEvent } from '../../../contract/events';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import { faultOf } from '../../http/fault';
import { follow } from '../shared/follow';
import type { WhenArrived } from './arrival';
import type { Socket005 } from './live';
import { keepSeen, seenBy } from './seen';
import { tell } from './tell';

export interface Joined {
  token: string;
  leave(): void;
}

/** Tells a socket what happens in a session, from behind what is known to have arrived at its page. */
export function join(
  deps: CompatDeps,
  socket: Socket005,
  { token, opened, whenArrived }: { token: string; opened: OpenedSession; whenArrived: WhenArrived },
): Joined {
  const { sessions, logger } = deps;
  const { session } = opened;
  let keeping = Promise.resolve();
  const remember = (seq: number): void => {
    keeping = keeping
      .then(() => keepSeen(deps, opened, seq))
      .catch((error: unknown) => {
        logger.warn(
          { copilotId: session.copilotId, fault: faultOf(error) },
          'the place in a log was not kept',
        );
      });
  };

  const following = follow(deps, session, seenBy(session), async (events) => {
    for (const [index, event] of events.entries()) {
      const isAnswered = events.slice(index + 1).some(isSaidToVisitor);
      await tell(deps, opened, socket, event, isAnswered);
    }
    const last = events.at(-1)?.seq ?? 0;
    whenArrived(() => remember(last));
  });
  const typing = sessions.onEphemeral(session, (news) => {
    if (news.kind !== 'typing' || news.data.author.type !== 'agent') return;
    const { on, author } = news.data;
    socket.emit('info', on ? `${author.name ?? 'An agent'} is typing…` : '');
  });
  const unheard = (error: unknown): void => {
    logger.warn({ copilotId: session.copilotId, fault: faultOf(error) }, 'a listener for typing failed');
  };
  typing.catch(unheard);

  return {
    token,
    leave() {
      following.stop();
      typing.then((stop) => stop()).catch(unheard);
    },
  };
}

function isSaidToVisitor(event: SessionEvent): boolean {
  return event.type === 'message' && event.message.origin !== 'user';
}
