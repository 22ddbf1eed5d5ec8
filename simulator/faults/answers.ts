import type { Response } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiAction } from './schema';

export interface PlannedAnswer {
  status: number;
  body: unknown;
}

const HTML =
  '<!DOCTYPE html><html><head><title>Zendesk</title></head><body><h1>We will be right back</h1></body></html>';

/**
 * Answers as the rule says instead of properly. `planned` is the true answer, absent when nothing was done.
 * @returns the status that was sent; null when none was.
 */
export async function answerFaultily(
  res: Response,
  action: ApiAction,
  planned: PlannedAnswer | undefined,
): Promise<number | null> {
  const ms = action.ms ?? 0;
  switch (action.type) {
    case 'drop':
      await sleep(ms);
      res.socket?.destroy();
      return null;
    case 'reset':
      await sleep(ms);
      res.socket?.resetAndDestroy();
      return null;
    case 'hang':
      if (action.ms !== undefined) setTimeout(() => res.socket?.destroy(), action.ms).unref();
      return null;
    case 'half':
      return sendHalf(res, action, planned);
    case 'drip':
      return drip(res, action, planned);
    default:
      await sleep(ms);
      return sendWhole(res, action, planned);
  }
}

function sendWhole(res: Response, action: ApiAction, planned: PlannedAnswer | undefined): number {
  if (action.headers !== undefined) res.set(action.headers);
  switch (action.type) {
    case 'html200':
      res.status(200).type('html').send(HTML);
      return 200;
    case 'empty2xx':
      return sendText(res, action.status ?? 200, '');
    case 'redirect':
      res.set('Location', action.location ?? 'https://redirect.invalid/');
      return sendText(res, action.status ?? 302, '');
    case 'status':
      return sendStatus(res, action);
    default:
      if (planned !== undefined) res.status(planned.status).json(planned.body);
      return planned?.status ?? 200;
  }
}

function sendText(res: Response, status: number, body: string): number {
  res.status(status).type('text/plain').send(body);
  return status;
}

function sendStatus(res: Response, action: ApiAction): number {
  const status = action.status ?? 503;
  if (typeof action.body === 'string') {
    res
      .status(status)
      .type(action.body.startsWith('<') ? 'html' : 'text/plain')
      .send(action.body);
  } else res.status(status).json(action.body ?? defaultBody(status));
  return status;
}

const CODES: Readonly<Record<number, [code: string, title: string]>> = {
  400: ['bad_request', 'Bad request'],
  401: ['unauthorized', 'Invalid credentials'],
  402: ['payment_required', 'Payment required'],
  403: ['forbidden', 'Forbidden'],
  404: ['not_found', 'Resource not found'],
  409: ['conflict', 'Conflict'],
  413: ['payload_too_large', 'Payload too large'],
  415: ['unsupported_media_type', 'File rejected. File type not allowed'],
  423: ['locked', 'Message limit of 30000 per conversation reached.'],
  429: ['too_many_requests', 'Too many requests'],
};

function defaultBody(status: number): unknown {
  if (status < 400) return {};
  const [code, title] = CODES[status] ?? ['internal_server_error', 'Internal server error'];
  return { errors: [{ code, title }] };
}

/** The head promises a whole body, the connection ends within it. */
function sendHalf(res: Response, action: ApiAction, planned: PlannedAnswer | undefined): number {
  const { status, bytes } = encode(action, planned);
  const cut = Math.min(action.bytes ?? Math.floor(bytes.length / 2), bytes.length - 1);
  head(res, status, bytes.length);
  res.flushHeaders();
  res.write(bytes.subarray(0, cut), () => res.socket?.destroy());
  return status;
}

/** Byte by byte, `ms` apart. */
async function drip(res: Response, action: ApiAction, planned: PlannedAnswer | undefined): Promise<number> {
  const { status, bytes } = encode(action, planned);
  head(res, status, bytes.length);
  for (const byte of bytes) {
    if (res.destroyed) break;
    res.write(Buffer.from([byte]));
    await sleep(action.ms ?? 100);
  }
  res.end();
  return status;
}

function head(res: Response, status: number, length: number): void {
  res
    .status(status)
    .set({ 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(length) });
}

function encode(action: ApiAction, planned: PlannedAnswer | undefined): { status: number; bytes: Buffer } {
  const body = planned?.body ?? action.body ?? {};
  return { status: planned?.status ?? action.status ?? 200, bytes: Buffer.from(JSON.stringify(body)) };
}
