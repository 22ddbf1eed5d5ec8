import type { Socket005 } from './live';

/** Calls back once all that was sent before has arrived at the page; never, where the line ends before that. */
export type WhenArrived = (arrived: () => void) => void;

/** The part of the connection that pings. */
interface Line {
  on(event: 'packetCreate', listener: (packet: { type: string }) => void): unknown;
  on(event: 'heartbeat', listener: () => void): unknown;
  sendPacket(type: 'ping'): void;
}

/**
 * This protocol acknowledges nothing, but the connection below it does: packets keep their order, and each ping is answered by a
 * pong, which proves that everything sent before that ping has arrived. The regular ping is up to 25 s away, and what is not
 * proved is said again to a page that comes back, so we ping at once. To a page that is nothing new: its transport answers.
 */
export function watchArrival(socket: Socket005): WhenArrived {
  // engine.io has no public call for a ping.
  const line = socket.conn as unknown as Line;
  /** What each ping that is not answered yet would prove. */
  const asked: (() => void)[][] = [];
  let waiting: (() => void)[] = [];
  const ask = (): void => {
    if (asked.length === 0) line.sendPacket('ping');
  };
  line.on('packetCreate', ({ type }) => {
    if (type !== 'ping') return;
    asked.push(waiting);
    waiting = [];
  });
  line.on('heartbeat', () => {
    for (const arrived of asked.shift() ?? []) arrived();
    if (waiting.length > 0) ask();
  });
  return (arrived) => {
    waiting.push(arrived);
    ask();
  };
}
