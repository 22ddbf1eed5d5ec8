import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface TestServer {
  port: number;
  /** Connections accepted, whether or not a request came over them. */
  sockets: Socket[];
  requests: IncomingMessage[];
  close(): Promise<void>;
}

/** An HTTP(S) server on a loopback address and a free port (or the one given). */
export async function listen(
  answer: RequestListener,
  options: { host?: string; port?: number; tls?: { key: string; cert: string } } = {},
): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  return { ...(await open(server, options)), requests };
}

/** A server below HTTP: what it does with a connection is up to the test. */
export async function listenTcp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return { ...(await open(createTcpServer(onConnection), {})), requests: [] };
}

async function open(
  server: Server,
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number },
): Promise<Omit<TestServer, 'requests'>> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  const ready = once(server, 'listening');
  server.listen(port, host);
  await ready;
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
