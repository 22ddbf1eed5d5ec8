import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server on this machine that can fall silent without a word, as a network does that a phone has left. */
export interface PoorLine {
  url: string;
  /** Nothing comes through any more, and nobody is told. `up`: only what the client sends is held up. */
  freeze(which?: 'up'): void;
  /** What was held up comes through. */
  thaw(): void;
  /** Cuts the frozen line towards the server, as a router does that has forgotten it. */
  reset(): void;
  close(): Promise<void>;
}

export async function startPoorLine(serverUrl: string): Promise<PoorLine> {
  const lines = new Set<{ client: Socket; server: Socket }>();
  const listener = createServer((client) => {
    const line = { client, server: connect(Number(new URL(serverUrl).port), '127.0.0.1') };
    lines.add(line);
    for (const [from, to] of [
      [client, line.server],
      [line.server, client],
    ] as const) {
      from.on('error', () => undefined);
      from.on('data', (bytes) => to.write(bytes));
      from.on('end', () => to.end());
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    freeze(which) {
      for (const { client, server } of lines) {
        client.pause();
        if (which === undefined) server.pause();
      }
    },
    thaw() {
      for (const { client, server } of lines) {
        client.resume();
        server.resume();
      }
    },
    reset() {
      for (const { server } of lines) server.resetAndDestroy();
    },
    close() {
      for (const { client, server } of lines) {
        client.destroy();
        server.destroy();
      }
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
