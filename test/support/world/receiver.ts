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

export interface ReceiverOptions {
  /** Its clock goes with the sender's, however wrong that is: the five minutes of Standard Webhooks do not count. */
  anyTime?: boolean;
}

export async function startReceiver({ anyTime = false }: ReceiverOptions = {}): Promise<Receiver> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const isSigned = anyTime ? isSignedAtItsTime : isSignedNow;
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

function isSignedNow(body: string, headers: Record<string, string>, secrets: readonly string[]): boolean {
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
}

function isSignedAtItsTime(
  body: string,
  headers: Record<string, string>,
  secrets: readonly string[],
): boolean {
  const {
    'webhook-id': id = '',
    'webhook-timestamp': seconds = '',
    'webhook-signature': signed = '',
  } = headers;
  const at = new Date(Number(seconds) * 1_000);
  return secrets.some((secret) => signed.split(' ').includes(new Webhook(secret).sign(id, at, body)));
}
