import type { Server, Socket } from 'socket.io';
import { WIDGET_NAMESPACE } from '../../contract/widget';
import { liveAuthSchema } from '../../contract/widget-live';
import { limitsOf } from '../deps';
import { toHttpError } from '../http/error-handler';
import { HttpError, notFound } from '../http/errors';
import { faultOf } from '../http/fault';
import type { OpenedSession } from '../hosted/service';
import type { RealtimeContext } from './server';
import { followSession } from './follow-session';
import { hearUser } from './hear-user';

/** How often a token that has expired, or a copilot that was deleted, is noticed on an open line. */
const RECHECK_MS = 60_000;

/** The widget's own live protocol (contract/widget-live.ts). */
export function attachWidgetSockets(io: Server, context: RealtimeContext): void {
  const { deps, sessions, origins } = context;
  const { logger } = deps;
  const { socketsPerSession } = limitsOf(deps);
  const namespace = io.of(WIDGET_NAMESPACE);

  namespace.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error: unknown) => next(asConnectError(error)),
    );
  });

  async function admit(socket: Socket): Promise<void> {
    const { headers, query, auth } = socket.handshake;
    // URLs are logged by proxies; a token there is as good as published.
    if ('token' in query) throw unauthorizedSocket();
    const said = liveAuthSchema.safeParse(auth);
    if (!said.success) throw unauthorizedSocket();
    const opened = await sessions.open(said.data.token);
    if (!origins.isAllowed(headers.origin, opened.copilot)) {
      throw new HttpError('origin_not_allowed', 'This page is not among the allowed origins of the copilot.');
    }
    if (opened.session.id !== said.data.sessionId) throw notFound();
    const room = roomOf(opened);
    if ((namespace.adapter.rooms.get(room)?.size ?? 0) >= socketsPerSession) {
      throw new HttpError('rate_limited', 'Too many connections to this session.');
    }
    await socket.join(room);
    socket.data = { opened, after: said.data.after, token: said.data.token };
  }

  namespace.on('connection', (socket) => {
    const { opened, after, token } = socket.data as { opened: OpenedSession; after: number; token: string };
    const { session } = opened;
    const fail = (error: unknown) => {
      logger.warn({ copilotId: session.copilotId, fault: faultOf(error) }, 'a live line was ended');
      socket.disconnect(true);
    };
    const gone = (code: 'unauthorized' | 'not_found') => {
      socket.emit('gone', { code });
      socket.disconnect(true);
    };
    hearUser(socket, context, session);
    const recheck = setInterval(() => {
      sessions.open(token).catch((error: unknown) => {
        if (error instanceof HttpError && error.code === 'unauthorized') gone('unauthorized');
      });
    }, RECHECK_MS);
    socket.once('disconnect', () => clearInterval(recheck));
    followSession(socket, context, session, after).catch(fail);
  });
}

function roomOf({ session }: OpenedSession): string {
  return `${session.copilotId}/${session.id}`;
}

function unauthorizedSocket(): HttpError {
  return new HttpError('unauthorized', 'The credentials are missing or wrong.');
}

/** `message` is the code, `data` what HTTP would have said. */
function asConnectError(thrown: unknown): Error {
  const { code, message } = toHttpError(thrown);
  return Object.assign(new Error(code), { data: { code, message } });
}
