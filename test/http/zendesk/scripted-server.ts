import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
  method: string;
  /** Path and query, decoded where it is harmless for reading. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Script = (received: Received, res: ServerResponse) => void | Promise<void>;

export interface ScriptedServer {
  url: string;
  received: Received[];
  /** What the next requests get. */
  script: Script;
  close(): Promise<void>;
}

/** A server on loopback that does as it is told: truth, lies, silence. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const server: Server = createServer((req, res) => void handle(req, res));
  const scripted: ScriptedServer = {
    url: '',
    received: [],
    script: (_received, res) => json(res, 200, {}),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = req;
    const received = {
      method,
      url: decodeURIComponent(url),
      headers,
      body: Buffer.concat(chunks).toString(),
    };
    scripted.received.push(received);
    await scripted.script(received, res);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scripted.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return scripted;
}

export function json(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}
