import type { Request, Response } from 'express';
import type { SessionEvent } from '../../contract/events';
import { DEFAULT_LIMITS, type ApiDeps } from '../deps';
import { copilotOf } from '../http/auth';
import { forBackend } from '../hosted/fresh-links';
import { faultOf } from '../http/fault';
import type { OpenStreams } from './open-streams';
import { drained } from './drained';
import { createWaker } from './waker';

const HEARTBEAT_MS = 15_000;
/** Events may be long, and a page is held in memory. */
const PAGE = 50;

interface Stream {
  copilotId: string;
  sessionId: string;
  after: number;
  req: Request;
  res: Response;
}

/**
 * Server-sent events of one session until the reader leaves, its key is deleted, or the server goes down.
 * The store's call only wakes it up: what is sent is read by `seq` each time, so a lost call costs at most 15 s and an event
 * is neither lost nor sent twice. A slow reader is waited for, so what it has not read waits in the store, not in memory.
 */
export async function streamEvents(deps: ApiDeps, streams: OpenStreams, stream: Stream): Promise<void> {
  const { store, logger } = deps;
  const { copilotId, sessionId, req, res } = stream;
  const { stallMs } = { ...DEFAULT_LIMITS, ...deps.limits };
  const waker = createWaker();
  let open = true;
  const close = (): void => {
    open = false;
    waker.wake();
  };
  res.once('close', close);
  const forget = streams.add(close);
  let stop: (() => Promise<void>) | undefined;
  try {
    if (hasLeft()) return;
    stop = await store.sessions.onEvent(copilotId, sessionId, waker.wake);
    if (hasLeft()) return;
    // A proxy that collects the answer would make a chat out of letters.
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    res.flushHeaders();
    let { after } = stream;
    let beatAtMs = performance.now() + HEARTBEAT_MS;
    while (isOpen()) {
      const sent = await sendNew(after);
      if (sent === after) await waker.wait(Math.max(0, beatAtMs - performance.now()));
      after = sent;
      if (performance.now() < beatAtMs) continue;
      beatAtMs = performance.now() + HEARTBEAT_MS;
      if ((await copilotOf(req, store)) === undefined) break;
      res.write(': still here\n\n');
    }
  } catch (error) {
    if (!res.headersSent) throw error;
    // The headers are sent: there is nothing left to say but to end; the reader comes back with its last id.
    logger.warn({ copilotId, fault: faultOf(error) }, 'a stream was ended');
  } finally {
    res.off('close', close);
    forget();
    await stop?.();
    if (res.headersSent) res.end();
  }

  /** Told by the response itself: of one who left before we listened no `close` comes again, and writing to it fails silently. */
  function hasLeft(): boolean {
    return res.destroyed;
  }

  function isOpen(): boolean {
    return open && !hasLeft();
  }

  /** Sends a page of what came after `seq`; returns the last `seq` sent. */
  async function sendNew(seq: number): Promise<number> {
    const page = await store.sessions.events(copilotId, sessionId, seq, PAGE);
    let last = seq;
    for (const event of page?.items ?? []) {
      if (!isOpen()) break;
      const isRead =
        res.write(frame(forBackend(deps.files.links, copilotId, event))) || (await drained(res, stallMs));
      last = event.seq;
      if (isRead || !isOpen()) continue;
      logger.warn({ copilotId, stallMs }, 'a reader does not read and was cut off');
      res.destroy();
      close();
    }
    return last;
  }
}

/** JSON has no raw line break, so one `data` line holds the whole event. */
function frame(event: SessionEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
