import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}
interface Planned {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The connection is cut instead of an answer. */
  cut?: boolean;
  /** The answer waits for it. */
  hold?: Promise<void>;
}

export const API_KEY = 'key-for-tests';
export const CALLBACK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The little of our API that the example uses: answers as planned, else as on a good day; remembers every request. */
export class FakeHandoffApi {
  readonly seen: Seen[] = [];
  private readonly plans: { path: RegExp; plan: Planned }[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
        const { method = '', url = '', headers } = request;
        this.seen.push({ method, path: url, headers, body });
        const index = this.plans.findIndex(({ path }) => path.test(`${method} ${url}`));
        const planned = index < 0 ? undefined : this.plans.splice(index, 1)[0]?.plan;
        const plan = planned ?? goodDay(`${method} ${url}`, body);
        void (plan.hold ?? Promise.resolve()).then(() => {
          if (plan.cut) {
            request.socket.destroy();
            return;
          }
          response.writeHead(plan.status, { 'content-type': 'application/json', ...plan.headers });
          response.end(JSON.stringify(plan.body ?? {}));
        });
      });
    });
  }

  static async start(): Promise<FakeHandoffApi> {
    const api = new FakeHandoffApi();
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next request that matches `METHOD /path` is answered so. */
  plan(path: RegExp, plan: Planned): void {
    this.plans.push({ path, plan });
  }

  to(path: string): Seen[] {
    return this.seen.filter((request) => `${request.method} ${request.path}` === path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function goodDay(call: string, body: Record<string, unknown>): Planned {
  if (call === 'POST /api/v1/handoffs')
    return { status: 201, body: { handoff: { id: 'ho_1', state: 'opening' } } };
  if (call.endsWith('/messages')) {
    return { status: 202, body: { message: { id: body['id'], status: 'accepted' } } };
  }
  return { status: 202, body: { handoff: { id: 'ho_1', state: 'ended', endedAt: null } } };
}

let events = 0;

/** Posts a callback as our API does. @returns the status that the example answered. */
export async function sendCallback(
  exampleUrl: string,
  type: string,
  data: Record<string, unknown>,
  options: { secret?: string; id?: string } = {},
): Promise<number> {
  const id = options.id ?? `evt_${++events}`;
  const now = new Date();
  const body = JSON.stringify({
    id,
    type,
    timestamp: now.toISOString(),
    data: { copilotId: 'cop_1', ...data },
  });
  const signature = new Webhook(options.secret ?? CALLBACK_SECRET).sign(id, now, body);
  const response = await fetch(`${exampleUrl}/callbacks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signature,
    },
    body,
  });
  return response.status;
}
