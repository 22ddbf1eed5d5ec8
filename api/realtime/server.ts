import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { attachCompat } from '../compat';
import type { ApiDeps } from '../deps';
import type { OriginCheck } from '../hosted/deps';
import type { SessionService } from '../hosted/service';
import { createAddressLimit } from './address-limit';
import { attachWidgetSockets } from './widget-sockets';

/** Nothing that goes this way is longer: what is said goes by HTTP (S20). */
const MAX_FRAME_BYTES = 100_000;

export interface RealtimeContext {
  deps: ApiDeps;
  sessions: SessionService;
  origins: OriginCheck;
}

/**
 * The live line of widgets, on the API's own port. It only ever tells what stands in the store, so a socket may end at any
 * moment and at any process; rooms are local, and the store's notifications reach every process (ADR 0033).
 */
export function startRealtime(http: HttpServer, context: RealtimeContext): Server {
  const { deps, origins } = context;
  const addresses = createAddressLimit(deps);
  const io = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    connectTimeout: 10_000,
    // A page of another site that polls reads the answers by CORS.
    cors: {
      origin: (origin, answer) => {
        if (origin === undefined) {
          answer(null, false);
          return;
        }
        origins.isKnown(origin).then(
          (isKnown) => answer(null, isKnown),
          (error: unknown) => answer(error as Error),
        );
      },
      methods: ['GET', 'POST'],
    },
    allowRequest: (req, answer) => {
      const { origin } = req.headers;
      if (!addresses.isFree(req)) {
        answer('too many connections', false);
        return;
      }
      // Before there is a session: a page that no copilot knows gets no connection at all. Each namespace looks closer.
      if (origin === undefined) {
        answer(null, true);
        return;
      }
      origins.isKnown(origin).then(
        (isKnown) => answer(isKnown ? null : 'origin not allowed', isKnown),
        () => answer('unavailable', false),
      );
    },
  });
  io.engine.on(
    'connection',
    (socket: { request: Parameters<typeof addresses.isFree>[0]; once: NodeJS.EventEmitter['once'] }) => {
      socket.once('close', addresses.take(socket.request));
    },
  );
  attachWidgetSockets(io, context);
  attachCompat(io, { sessions: context.sessions, origins, store: deps.store, logger: deps.logger });
  return io;
}
