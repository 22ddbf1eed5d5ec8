import type { LookupFunction } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { ResolvedAddress } from './resolve';

export interface SendInput {
  url: URL;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  maxResponseBytes: number;
  /** The addresses that were checked: the only ones a connection may go to. */
  addresses: ResolvedAddress[];
  deadline: AbortSignal;
  timeoutMs: number;
  /** PEM of certificate authorities to trust instead of Node's own. */
  ca?: string;
}

export interface OutboundResponse {
  status: number;
  /** Lower-case names; repeated headers are joined with `, `. */
  headers: Record<string, string>;
  /** As it came over the wire: nothing is decompressed. At most `maxResponseBytes`. */
  body: Buffer;
  /** There was more than `maxResponseBytes`; the rest was not read. */
  truncated: boolean;
}

/** One request on a connection of its own, which is closed afterwards. Redirects come back as the answer they are. */
export async function send(input: SendInput): Promise<OutboundResponse> {
  const { url, timeoutMs, deadline } = input;
  const client = new Client(url.origin, {
    connect: { lookup: pinTo(input.addresses), timeout: timeoutMs, ...(input.ca && { ca: input.ca }) },
    pipelining: 0,
    allowH2: false,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  try {
    const answer = await client.request({
      path: `${url.pathname}${url.search}`,
      method: input.method,
      headers: { 'accept-encoding': 'identity', ...input.headers },
      body: input.body ?? null,
      signal: deadline,
    });
    const { body, truncated } = await readUpTo(answer.body, input.maxResponseBytes);
    return { status: answer.statusCode, headers: flatten(answer.headers), body, truncated };
  } finally {
    await client.destroy();
  }
}

/** A second look-up could answer differently (DNS rebinding), so the connection gets the answer that was checked. */
function pinTo(addresses: ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const first = addresses[0];
    if (options.all === true) callback(null, addresses);
    else if (first === undefined) callback(new Error('no address'), '');
    else callback(null, first.address, first.family);
  };
}

async function readUpTo(
  stream: Dispatcher.ResponseData['body'],
  limit: number,
): Promise<{ body: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let room = limit;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, room));
    if (chunk.length > room) return { body: Buffer.concat(chunks), truncated: true };
    room -= chunk.length;
  }
  return { body: Buffer.concat(chunks), truncated: false };
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const entries = Object.entries(headers).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().join(', ')]));
}
