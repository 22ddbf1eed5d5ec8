import type { Sim } from '../domain/sim';
import type { AppRecord, KeyRecord } from '../state/records';

/** One call of the API, authenticated. */
export interface Call {
  sim: Sim;
  app: AppRecord;
  key: KeyRecord;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: unknown;
  contentType: string;
  /** Set by a fault: what was committed in the last so many milliseconds is not shown. */
  staleMs: number;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** One operation of the specification. */
export interface Operation {
  /** The specification's operationId with a small first letter. */
  op: string;
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Below `/v2/apps/{appId}`. */
  path: string;
  /** Which keys may call it. */
  scopes: readonly KeyRecord['scope'][];
  /** Takes multipart instead of JSON. */
  upload?: boolean;
  /** Synchronous, so that everything it changes is one line of the journal. */
  run: (call: Call) => Answer;
}

export const APP_ONLY = ['app'] as const;
export const ANY_SCOPE = ['app', 'integration'] as const;

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

/** The query of a call as text, without its page, for links; ends with `?` or `&`. */
export function linkBase(call: Call, path: string): string {
  const kept = Object.entries(call.query).filter(
    ([name]) => name !== 'page[after]' && name !== 'page[before]',
  );
  const query = kept.map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join('');
  return `${call.sim.url}/sc/v2/apps/${call.app.id}${path}?${query}`;
}

/** True for a record that a stale read does not see yet. */
export function tooFresh(call: Call, iso: string): boolean {
  return call.staleMs > 0 && Date.parse(iso) > Date.now() - call.staleMs;
}
