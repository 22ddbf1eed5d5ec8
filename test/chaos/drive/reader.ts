import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionEvent } from '../../../contract/events';
import type { Tenant } from '../cluster/tenant';
import type { Random } from '../plan/random';

const PAUSE_MS = 200;
/** Twice the API's own comment, plus some: a stream that is silent for longer is dead. */
const SILENT_MS = 35_000;

/** One live view of a session by server-sent events, which comes back by `Last-Event-ID` whenever it is cut off. */
export interface Reader {
  readonly events: SessionEvent[];
  /** What a stream must never do: leave a number out, or tell one again. */
  readonly faults: string[];
  reconnects: number;
  close(): Promise<void>;
}

export function openReader(options: {
  urls: readonly string[];
  tenant: Tenant;
  sessionId: string;
  random: Random;
}): Reader {
  const { urls, tenant, sessionId, random } = options;
  const life = new AbortController();
  const reader: Reader = { events: [], faults: [], reconnects: -1, close };

  function take(event: SessionEvent): void {
    const last = reader.events.at(-1)?.seq ?? 0;
    if (event.seq !== last + 1) reader.faults.push(`seq ${event.seq} after ${last}`);
    reader.events.push(event);
  }

  async function follow(): Promise<void> {
    const cut = new AbortController();
    const signal = AbortSignal.any([life.signal, cut.signal]);
    const last = reader.events.at(-1)?.seq;
    const response = await fetch(`${random.pick(urls)}/api/v1/sessions/${sessionId}/events`, {
      headers: {
        authorization: `Bearer ${tenant.apiKey}`,
        accept: 'text/event-stream',
        ...(last === undefined ? {} : { 'last-event-id': String(last) }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(600_000)]),
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      return;
    }
    let rest = '';
    let timer: NodeJS.Timeout | undefined;
    try {
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer);
        timer = setTimeout(() => cut.abort(), SILENT_MS);
        const frames = (rest + chunk).split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) {
          const data = frame.split('\n').find((line) => line.startsWith('data: '));
          if (data !== undefined) take(JSON.parse(data.slice('data: '.length)) as SessionEvent);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  const done = (async () => {
    while (!life.signal.aborted) {
      reader.reconnects += 1;
      // A stream that is cut off is what this reader is for: it comes back with its last id.
      await follow().catch(() => undefined);
      await sleep(PAUSE_MS);
    }
  })();

  async function close(): Promise<void> {
    life.abort();
    await done;
  }
  return reader;
}
