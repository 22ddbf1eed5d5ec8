import { io } from 'socket.io-client';
import type { SessionEvent } from '../../../contract/events';
import { WIDGET_NAMESPACE } from '../../../contract/widget';

/** One live view of a hosted session by the widget's line, which comes back with the number that it has whenever it is cut off. */
export interface SocketReader {
  readonly events: SessionEvent[];
  /** What a line must never do: leave a number out, or tell one again. */
  readonly faults: string[];
  /** Times that it was let in after the first. */
  readonly reconnects: number;
  readonly isOpen: boolean;
  close(): Promise<void>;
}

export function openSocketReader(options: {
  url: string;
  sessionId: string;
  token: string;
  origin: string;
}): SocketReader {
  const { url, sessionId, token, origin } = options;
  const events: SessionEvent[] = [];
  const faults: string[] = [];
  let reconnects = -1;
  const last = () => events.at(-1)?.seq ?? 0;
  const socket = io(`${url}${WIDGET_NAMESPACE}`, {
    auth: (tell) => tell({ sessionId, token, after: last() }),
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 200,
    reconnectionDelayMax: 1_000,
    extraHeaders: { Origin: origin },
  });
  socket.on('connect', () => (reconnects += 1));
  // Refused by the server, as while its database is away: Socket.IO comes back by itself only when the line was lost.
  socket.on('connect_error', () => {
    if (!socket.active) setTimeout(() => socket.connect(), 500).unref();
  });
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 500).unref();
  });
  socket.on('events', ({ items }: { items: SessionEvent[] }, done: () => void) => {
    for (const event of items) {
      if (event.seq !== last() + 1) faults.push(`seq ${event.seq} after ${last()}`);
      events.push(event);
    }
    done();
  });
  return {
    events,
    faults,
    get reconnects() {
      return reconnects;
    },
    get isOpen() {
      return socket.connected;
    },
    close() {
      socket.removeAllListeners();
      socket.disconnect();
      return Promise.resolve();
    },
  };
}
