import type { Server, Socket } from 'socket.io';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import { toHttpError } from '../../http/error-handler';
import { HttpError } from '../../http/errors';
import { faultOf } from '../../http/fault';
import { validate } from '../../http/validate';
import { watchArrival } from './arrival';
import { join, type Joined } from './joined';
import { sayIn } from './send-chat';
import {
  END_OF_ANSWER,
  joinSchema,
  leaveSchema,
  sendChatSchema,
  type ClientEvents,
  type ServerEvents,
} from './wire';

export type Socket005 = Socket<ClientEvents, ServerEvents>;

/** A page says a handful of things a minute; what floods is cut off. */
const EVENTS_PER_WINDOW = 120;
const WINDOW_MS = 60_000;

/** The socket of widget 0.0.5, in the namespace `/`. It is told nothing before it joins a session that it knows. */
export function attach005(io: Server, deps: CompatDeps): void {
  io.of('/').on('connection', (socket: Socket005) => {
    serve(deps, socket);
  });
}

function serve(deps: CompatDeps, socket: Socket005): void {
  const whenArrived = watchArrival(socket);
  let joined: Joined | undefined;
  let work = Promise.resolve();
  let events = 0;
  let windowStart = Date.now();

  socket.use((_packet, next) => {
    if (Date.now() - windowStart > WINDOW_MS) {
      windowStart = Date.now();
      events = 0;
    }
    events += 1;
    if (events <= EVENTS_PER_WINDOW) next();
    else socket.disconnect(true);
  });

  /** One after another: what is said has an order. */
  const inOrder =
    (handle: (payload: unknown) => Promise<void> | void) =>
    (payload: unknown): void => {
      work = work.then(() => handle(payload)).catch((error: unknown) => refuse(deps, socket, error));
    };

  async function open(token: string): Promise<OpenedSession> {
    const opened = await deps.sessions.open(token);
    if (!deps.origins.isAllowed(socket.handshake.headers.origin, opened.copilot)) {
      throw new HttpError('origin_not_allowed', 'This page is not among the allowed origins of the copilot.');
    }
    if (joined?.token !== token && socket.connected) {
      joined?.leave();
      joined = join(deps, socket, { token, opened, whenArrived });
    }
    return opened;
  }

  socket.on(
    'join_session',
    inOrder(async (payload) => {
      const { session_id: token } = validate(joinSchema, payload);
      await open(token);
      socket.emit('joined_session', { session_id: token });
    }),
  );
  socket.on(
    'leave_session',
    inOrder((payload) => {
      if (validate(leaveSchema, payload) !== joined?.token) return;
      joined.leave();
      joined = undefined;
    }),
  );
  socket.on(
    'send_chat',
    inOrder(async (payload) => {
      const said = validate(sendChatSchema, payload);
      await sayIn(deps, await open(said.session_id), said);
    }),
  );
  socket.on('disconnect', () => {
    joined?.leave();
    joined = undefined;
  });
}

/** This widget waits for an answer to what it sent: it gets one, in words, and may go on. */
function refuse(deps: CompatDeps, socket: Socket005, thrown: unknown): void {
  const error = toHttpError(thrown);
  if (error.status >= 500) {
    deps.logger.error({ code: error.code, fault: faultOf(thrown) }, 'a message of a socket failed');
  }
  socket.emit('error', { code: error.code, message: error.message });
  socket.emit('message', wordsFor(error));
  socket.emit('message', END_OF_ANSWER);
}

function wordsFor({ code }: HttpError): string {
  switch (code) {
    case 'unauthorized':
      return 'This conversation is not open any more. Please open the page in a new tab to begin a new one.';
    case 'session_closed':
      return 'This conversation is closed. Please open the page in a new tab to begin a new one.';
    case 'rate_limited':
      return 'That was too much at once. Please wait a minute and send it again.';
    case 'invalid_request':
      return 'This message cannot be sent: it is empty or too long.';
    default:
      return 'Your message could not be sent just now. Please send it again in a moment.';
  }
}
