import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createCallbackActivities, type CallbackResult } from '../../../activities/callbacks';
import { createLogger } from '../../../config/logger';
import { createOutboundPolicy, type OutboundPolicy } from '../../../config/outbound';
import { Secret } from '../../../config/secret';
import { listen, type TestServer } from '../outbound/server';
import { memoryCallbacks, type Row } from './memory-callbacks';

export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the receiver answers to its n-th request (from 0); undefined = nothing, for ever. */
export type Script = (n: number, received: Received, response: ServerResponse) => number | undefined;

export interface Bench {
  server: TestServer;
  received: Received[];
  rows: Row[];
  /** Epoch milliseconds that the sender takes for now. */
  clock: { nowMs: number };
  secret: string;
  /** One run of the activity. */
  run(): Promise<CallbackResult>;
  close(): Promise<void>;
}

/** A real receiver, `count` callbacks for it in memory, and the activity between them. */
export async function bench(
  count: number,
  script: Script = () => 200,
  options: {
    change?: (row: Row, index: number) => void;
    outbound?: (real: OutboundPolicy) => OutboundPolicy;
  } = {},
): Promise<Bench> {
  const received: Received[] = [];
  const server = await listen((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const one = { headers: request.headers, body };
      received.push(one);
      const status = script(received.length - 1, one, response);
      if (status !== undefined) response.writeHead(status).end('secret words of the receiver');
    });
  });
  const clock = { nowMs: Date.now() };
  const secret = newSecret();
  const rows = Array.from({ length: count }, (_, index) => newRow(index, server.port, secret, clock.nowMs));
  rows.forEach((row, index) => options.change?.(row, index));
  const real = createOutboundPolicy([`127.0.0.1:${server.port}`]);
  const activities = createCallbackActivities({
    store: memoryCallbacks(rows),
    outbound: options.outbound?.(real) ?? real,
    logger: createLogger('test', 'silent'),
    clock: () => clock.nowMs,
    random: () => 0.5,
  });
  const run = () => activities.sendDueCallbacks({ copilotId: 'cop_1', sessionId: 's1' });
  return { server, received, rows, clock, secret, run, close: () => server.close() };
}

function newRow(index: number, port: number, secret: string, nowMs: number): Row {
  const id = `evt_${index}`;
  return {
    id,
    type: 'message.created',
    body: JSON.stringify({ id, type: 'message.created', data: { seq: index, text: `Grüße → ${index} 👋` } }),
    attempts: 0,
    createdAt: new Date(nowMs),
    url: `http://127.0.0.1:${port}/callbacks?token=hunter2`,
    secrets: [new Secret(secret)],
    status: 'pending',
    nextAttemptAt: new Date(nowMs),
    outcomes: [],
  };
}

/** The `webhook-id`s in the order in which they came. */
export function idsOf(received: Received[]): unknown[] {
  return received.map(({ headers }) => headers['webhook-id']);
}
