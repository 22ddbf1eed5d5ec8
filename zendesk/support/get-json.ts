import type { z } from 'zod';
import type { SupportSettings } from './client';
import { SupportRefused } from './refused';

const DEFAULT_TIMEOUT_MS = 8_000;
const MAX_BYTES = 4_000_000;

/**
 * One GET. Never follows a redirect, which would carry the token to another host; bounded in time and size.
 * @throws SupportRefused, and nothing else
 */
export async function getJson<T>(settings: SupportSettings, path: string, schema: z.ZodType<T>): Promise<T> {
  const { baseUrl, email, token, timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
  const credentials = Buffer.from(`${email}/token:${token.reveal()}`).toString('base64');
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${baseUrl}${path}`, {
      redirect: 'manual',
      headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await bounded(response);
  } catch {
    // Whatever it is called, no answer came; its cause may name the address with the credentials.
    throw new SupportRefused('unreachable');
  }
  if (response.status === 401 || response.status === 403) throw new SupportRefused('credentials');
  if (response.status === 429) throw new SupportRefused('rate_limited');
  if (response.status >= 500) throw new SupportRefused('unreachable');
  const parsed = response.status === 200 ? schema.safeParse(jsonOf(text)) : undefined;
  if (parsed?.success !== true) throw new SupportRefused('not_zendesk');
  return parsed.data;
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).byteLength;
    if (size > MAX_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
