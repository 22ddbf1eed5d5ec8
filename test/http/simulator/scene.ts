import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/server';

/** JSON as the wire has it: tests look into it freely. */
// eslint cannot know the shape of an answer; tests read it through `at`.
export type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  body: Json;
}

export interface ReceivedHook {
  atMs: number;
  key: string;
  body: {
    app: Json;
    webhook: Json;
    events: { id: string; type: string; createdAt?: string; payload: Json }[];
  };
  raw: string;
}

export interface Hook {
  url: string;
  received: ReceivedHook[];
  /** Decides the answer of each call: a status, or `hang`. */
  answer: (call: ReceivedHook, nth: number) => number | 'hang';
  close: () => Promise<void>;
}

export interface Scene {
  simulator: Simulator;
  appId: string;
  keyId: string;
  secret: string;
  integrationKeyId: string;
  hook: Hook;
  api: (method: string, path: string, body?: unknown, authorization?: string) => Promise<Answer>;
  open: (method: string, path: string, body?: unknown) => Promise<Answer>;
  agent: (ticketId: string, action: string, body?: Json) => Promise<Answer>;
  close: () => Promise<void>;
}

export const SAM = '361234567890';

export const ALL_TRIGGERS = [
  'conversation:create',
  'conversation:message',
  'conversation:read',
  'conversation:typing',
  'conversation:remove',
  'conversation:join',
  'conversation:leave',
  'switchboard:passControl',
  'switchboard:passControl:failure',
  'switchboard:offerControl',
  'switchboard:offerControl:failure',
  'switchboard:acceptControl',
  'switchboard:acceptControl:failure',
  'switchboard:releaseControl',
  'user:merge',
  'user:remove',
];

/** A simulator with one app and a receiver for its webhooks. */
export async function openScene(options: SimulatorOptions = {}, app: Json = {}): Promise<Scene> {
  const simulator = await startSimulator({ logLevel: 'silent', ...options });
  const hook = await startHook();
  const made = await call(simulator.url, 'POST', '/simulator/apps', app);
  const { appId, keyId, secret, integrationKeyId } = made.body['app'] as Record<string, string>;
  const own = basic(keyId ?? '', secret ?? '');
  return {
    simulator,
    appId: appId ?? '',
    keyId: keyId ?? '',
    secret: secret ?? '',
    integrationKeyId: integrationKeyId ?? '',
    hook,
    api: (method, path, body, authorization = own) =>
      call(simulator.url, method, `/sc/v2/apps/${appId ?? ''}${path}`, body, { authorization }),
    open: (method, path, body) => call(simulator.url, method, path, body),
    agent: (ticketId, action, body = {}) =>
      call(simulator.url, 'POST', `/workspace/api/tickets/${ticketId}/${action}`, { agentId: SAM, ...body }),
    close: async () => {
      await simulator.close();
      await hook.close();
    },
  };
}

export function basic(keyId: string, secret: string): string {
  return `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
}

export async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    redirect: 'manual',
    // A kept connection would break with the simulator that a test restarts.
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
}

/** A value deep in JSON: `at(body, 'events', 0, 'payload')`. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

export function items(answer: Answer, key = 'items'): Json[] {
  return answer.body[key] as Json[];
}

async function startHook(): Promise<Hook> {
  const received: ReceivedHook[] = [];
  const hook: Hook = { url: '', received, answer: () => 200, close: () => Promise.resolve() };
  const server = createServer((req, res) => {
    let raw = '';
    req.on('data', (chunk: Buffer) => (raw += chunk.toString()));
    req.on('end', () => {
      const key = String(req.headers['x-api-key']);
      const entry = { atMs: Date.now(), key, raw, body: readJson(raw) as ReceivedHook['body'] };
      received.push(entry);
      const status = hook.answer(entry, received.length);
      if (status !== 'hang')
        res.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  hook.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  hook.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return hook;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits for something that comes by itself. */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 5_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`nothing came within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
