import type { IncomingMessage, Server, ServerResponse } from 'node:http';

interface BodyPatience {
  /** A body has this long from its first byte to its last. */
  bodyMs: number;
  /** An upload may take longer, for as long as something of it comes at least this often. */
  uploadStallMs: number;
}

/** Looks for a standstill this often in the time that it may last. */
const LOOKS = 5;

/** By request: takes it for an upload. */
const uploads = new WeakMap<IncomingMessage, () => void>();

/**
 * Cuts requests whose bodies come too slowly (S10). Node has one time for everything; a telephone needs minutes for a picture,
 * and whoever drips JSON wants nothing but our connections.
 */
export function watchBodies(server: Server, { bodyMs, uploadStallMs }: BodyPatience): void {
  // Before all others: the clock runs, whoever answers, and whether or not they read the body.
  server.prependListener('request', (req: IncomingMessage, res: ServerResponse) => {
    if (!hasBody(req)) return;
    const stop = () => {
      clearTimeout(deadline);
      clearInterval(watch);
    };
    const cut = () => {
      stop();
      if (!req.complete) refuse(req, res);
    };
    const deadline = setTimeout(cut, bodyMs);
    let watch: ReturnType<typeof setInterval> | undefined;
    uploads.set(req, () => {
      stop();
      watch = untilStandstill(req, uploadStallMs, cut);
    });
    req.once('close', stop);
  });
}

/** The body is a file of somebody whom we know: it may take minutes, but not stand still. Before its first byte is read. */
export function takeTimeFor(req: IncomingMessage): void {
  uploads.get(req)?.();
}

function untilStandstill(req: IncomingMessage, stallMs: number, cut: () => void) {
  const { socket } = req;
  let seen = socket.bytesRead;
  let quietLooks = 0;
  return setInterval(() => {
    quietLooks = socket.bytesRead === seen ? quietLooks + 1 : 0;
    seen = socket.bytesRead;
    if (quietLooks >= LOOKS) cut();
  }, stallMs / LOOKS);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** As Node itself does it. */
function refuse({ socket }: IncomingMessage, { headersSent }: ServerResponse): void {
  if (socket.writable && !headersSent) {
    socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  }
  socket.destroy();
}
