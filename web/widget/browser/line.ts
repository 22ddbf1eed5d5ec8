import type { EventPage, WIDGET_NAMESPACE } from '../../../contract/widget';
import type { LiveRead, LiveTyping } from '../../../contract/widget-live';
import { Backoff } from '../core/backoff';
import type { Live, LiveHandlers, SessionKey } from '../core/ports';
import { ackPacket, connectPacket, eventPacket, PONG, readPacket, type Packet } from './packets';

const NAMESPACE: typeof WIDGET_NAMESPACE = '/widget';
/** From the start of a connection until the server lets us in. */
const CONNECT_MS = 10_000;

/** The open line of one session. It comes back by itself until it is closed (contract/widget-live.ts). */
export function openLine(
  liveUrl: string,
  key: SessionKey,
  after: () => number,
  handlers: LiveHandlers,
): Live {
  return new Line(liveUrl, key, after, handlers);
}

class Line implements Live {
  private readonly url: string;
  private readonly key: SessionKey;
  private readonly after: () => number;
  private readonly handlers: LiveHandlers;
  private readonly backoff = new Backoff();
  private socket: WebSocket | undefined;
  private isUp = false;
  private isClosed = false;
  private silenceMs = CONNECT_MS;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(liveUrl: string, key: SessionKey, after: () => number, handlers: LiveHandlers) {
    this.url = `${liveUrl.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    this.key = key;
    this.after = after;
    this.handlers = handlers;
    this.connect();
  }

  typing(on: boolean): void {
    this.emit('typing', { on });
  }

  read(seq: number): void {
    this.emit('read', { seq });
  }

  retry(): void {
    this.backoff.hurry();
  }

  close(): void {
    this.isClosed = true;
    this.drop();
    this.backoff.hurry();
  }

  private connect(): void {
    if (this.isClosed) return;
    this.silenceMs = CONNECT_MS;
    this.heard();
    const socket = open(this.url);
    this.socket = socket;
    if (socket === undefined) return;
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (socket === this.socket) this.take(readPacket(data, NAMESPACE));
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  private take(packet: Packet): void {
    this.heard();
    switch (packet.kind) {
      case 'open':
        // The server pings; a line on which nothing comes for longer than it promised is dead, whatever TCP thinks.
        this.silenceMs = packet.pingIntervalMs + packet.pingTimeoutMs;
        {
          this.send(connectPacket(NAMESPACE, this.auth()));
          return;
        }
      case 'ping': {
        this.send(PONG);
        return;
      }
      case 'connected':
        this.isUp = true;
        this.backoff.succeeded();
        {
          this.handlers.onUp();
          return;
        }
      case 'refused': {
        // Whether the session is gone, the reading of its log finds out; here it may be a server that is overloaded.
        this.lost();
        return;
      }
      case 'event':
        this.hear(packet.name, packet.data);
        if (packet.ackId !== null) this.send(ackPacket(NAMESPACE, packet.ackId));
        return;
      case 'other':
        return;
    }
  }

  private hear(name: string, data: unknown): void {
    if (name === 'events') this.handlers.onEvents((data as EventPage).items);
    else if (name === 'gone') this.handlers.onGone();
    else if (name === 'read') this.handlers.onRead((data as LiveRead).at);
    else if (name === 'typing') {
      const { author, on } = data as LiveTyping;
      this.handlers.onTyping({ name: author.name, avatarUrl: author.avatarUrl, isTyping: on });
    }
  }

  private auth() {
    return { sessionId: this.key.id, token: this.key.token, after: this.after() };
  }

  /** What cannot be said now is not worth being said later. */
  private emit(name: string, data: unknown): void {
    if (this.isUp) this.send(eventPacket(NAMESPACE, name, data));
  }

  private send(frame: string): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(frame);
  }

  private heard(): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.lost(), this.silenceMs);
  }

  private drop(): void {
    clearTimeout(this.watch);
    const socket = this.socket;
    this.socket = undefined;
    this.isUp = false;
    socket?.close();
  }

  private lost(): void {
    const wasUp = this.isUp;
    this.drop();
    if (wasUp) this.handlers.onDown();
    void this.backoff.pause().then(() => this.connect());
  }
}

/** Undefined where the page's content policy forbids it: the log is read all the same. */
function open(url: string): WebSocket | undefined {
  try {
    return new WebSocket(url);
  } catch {
    return undefined;
  }
}
