import { createServer } from 'node:net';

export type PortState = 'free' | 'in use' | 'not allowed';

// `localhost` leads to either: a program on ::1 alone would take our page's place in the browser.
const LOOPBACK = ['127.0.0.1', '::1'];

/** Whether we could listen on a loopback port, found out by doing it. */
export async function portState(port: number): Promise<PortState> {
  for (const host of LOOPBACK) {
    const code = await tryToListen(port, host);
    if (code === 'EADDRINUSE') return 'in use';
    if (code === 'EACCES') return 'not allowed';
  }
  return 'free';
}

function tryToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** A port that nobody uses now. Between two callers it may be given twice; use port 0 where the server allows it. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
