import type { Request } from 'express';
import type { Sim } from '../domain/sim';

/** What is known of a request while it is served. */
export interface Trace {
  startedAt: number;
  op: string | null;
  body: unknown;
  committed: boolean;
  fault: string | null;
  limit: string | null;
}

export function emptyTrace(): Trace {
  return { startedAt: Date.now(), op: null, body: undefined, committed: false, fault: null, limit: null };
}

const HIDDEN = new Set(['authorization', 'cookie']);

/** Adds the request to the ledger, without its credential and without the bytes of an upload. */
export function recordRequest(
  sim: Sim,
  req: Request,
  trace: Trace,
  status: number | null,
  answer: unknown,
): void {
  const headers = Object.entries(req.headers).filter(([name]) => !HIDDEN.has(name));
  const { startedAt, body, ...known } = trace;
  sim.ledgers.requests.add({
    ...known,
    at: new Date(startedAt).toISOString(),
    appId: String(req.params['appId']),
    method: req.method,
    path: `/v2/apps/${String(req.params['appId'])}${req.path === '/' ? '' : req.path}`,
    query: req.query as Record<string, string>,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: Buffer.isBuffer(body) ? { upload: body.length } : (body ?? null),
    status,
    answer,
    durationMs: Date.now() - startedAt,
  });
}
