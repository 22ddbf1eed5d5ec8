import type { SessionEvent } from '../../../contract/events';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import { faultOf } from '../../http/fault';
import { follow } from '../shared/follow';
import type { Socket005 } from './live';
import { keepSeen, seenBy } from './seen';
import { tell } from './tell';

export interface Joined {
  token: string;
  /** @param isCutOff the line went dead: what was sent last may not have arrived */
  leave(isCutOff?: boolean): void;
}

/** Tells a socket what happens in a session, from where its page was last told. */
export function join(deps: CompatDeps, socket: Socket005, token: string, opened: OpenedSession): Joined {
  const { sessions, logger } = deps;
  const { session } = opened;
  let sent = seenBy(session);
  const arrived = watchArrival(socket, () => sent, sent);
  const remember = (seq: number): void => {
    keepSeen(sessions, opened, seq).catch((error: unknown) => {
      logger.warn({ copilotId: session.copilotId, fault: faultOf(error) }, 'the place in a log was not kept');
    });
  };

  const following = follow(deps, session, sent, async (events) => {
    for (const [index, event] of events.entries()) {
      const isAnswered = events.slice(index + 1).some(isSaidToVisitor);
      await tell(deps, opened, socket, event, isAnswered);
      sent = event.seq;
    }
    remember(sent);
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
    leave(isCutOff = false) {
      following.stop();
      arrived.stop();
      typing.then((stop) => stop()).catch(unheard);
      if (isCutOff && arrived.seq() < sent) remember(arrived.seq());
    },
  };
}

function isSaidToVisitor(event: SessionEvent): boolean {
  return event.type === 'message' && event.message.origin !== 'user';
}

/** A pong proves that everything before its ping has arrived. */
function watchArrival(socket: Socket005, sent: () => number, from: number) {
  let beforePing = from;
  let arrived = from;
  const onPacket = ({ type }: { type: string }): void => {
    if (type === 'ping') beforePing = sent();
  };
  const onPong = (): void => {
    arrived = beforePing;
  };
  const { conn } = socket;
  conn.on('packetCreate', onPacket);
  conn.on('heartbeat', onPong);
  return {
    seq: () => arrived,
    stop() {
      conn.off('packetCreate', onPacket);
      conn.off('heartbeat', onPong);
    },
  };
}
