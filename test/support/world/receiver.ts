import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { callbackSchema, type Callback } from '../../../contract/callbacks';

/** A copilot backend's callback endpoint: verifies what it gets and keeps it, in the order of arrival. */
export interface Receiver {
  url: string;
  host: string;
  /** Secrets of the copilots that may call; a body signed with none of them is answered 401 and kept as refused. */
  secrets: string[];
  received: Callback[];
  /** Every delivery, repeats included. */
  deliveries: { id: string; body: string }[];
  refused: number;
  /** What is answered to the next ones; 204 unless changed. */
  status: number;
  of(sessionId: string): Callback[];
  types(sessionId: string): string[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (!isSigned(body, req.headers as Record<string, string>, receiver.secrets)) {
        receiver.refused++;
        res.writeHead(401).end();
        return;
      }
      const id = String(req.headers['webhook-id']);
      receiver.deliveries.push({ id, body });
      if (receiver.status < 300 && !receiver.received.some((known) => known.id === id)) {
        receiver.received.push(callbackSchema.parse(JSON.parse(body)));
      }
      res.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: Receiver = {
    url: `http://${host}/callbacks`,
    host,
    secrets: [],
    received: [],
    deliveries: [],
    refused: 0,
    status: 204,
    of: (sessionId) => receiver.received.filter(({ data }) => data.sessionId === sessionId),
    types: (sessionId) => receiver.of(sessionId).map(({ type }) => type),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

function isSigned(body: string, headers: Record<string, string>, secrets: readonly string[]): boolean {
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
}
