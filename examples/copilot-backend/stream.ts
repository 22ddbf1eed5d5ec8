import type { Request, Response } from 'express';
import type { Chats } from './chats';
import type { Session } from './session';

interface Viewer {
  response: Response;
  /** Entries that this page has. */
  shown: number;
}

/** Server-sent events to the pages: `id` is the number of the entry, so a page that comes back asks for the rest. */
export class PageStream {
  private readonly viewers = new Map<string, Set<Viewer>>();
  private readonly isReady: () => boolean;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(chats: Chats, isReady: () => boolean) {
    this.isReady = isReady;
    chats.onChange((session) => {
      for (const viewer of this.viewers.get(session.id) ?? []) catchUp(viewer, session);
    });
    this.heartbeat = setInterval(() => this.toAll(': still here\n\n'), 15_000).unref();
  }

  open(session: Session, request: Request, response: Response): void {
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    response.write(`retry: 1000\n${this.service()}`);
    const last = Number(request.get('last-event-id') ?? request.query['after'] ?? 0);
    const viewer: Viewer = { response, shown: Number.isInteger(last) && last > 0 ? last : 0 };
    if (viewer.shown > session.entries.length) {
      // The page knows more than we do: our data was removed. It starts over.
      viewer.shown = 0;
      response.write('event: reset\ndata: {}\n\n');
    }
    catchUp(viewer, session);
    const viewers = this.viewers.get(session.id) ?? new Set();
    this.viewers.set(session.id, viewers.add(viewer));
    response.on('close', () => {
      viewers.delete(viewer);
      if (viewers.size === 0) this.viewers.delete(session.id);
    });
  }

  /** Tells every page whether we have credentials. */
  announce(): void {
    this.toAll(this.service());
  }

  close(): void {
    clearInterval(this.heartbeat);
    for (const viewers of this.viewers.values()) for (const { response } of viewers) response.end();
  }

  private service(): string {
    return `event: service\ndata: ${JSON.stringify({ ready: this.isReady() })}\n\n`;
  }

  private toAll(text: string): void {
    for (const viewers of this.viewers.values()) for (const { response } of viewers) response.write(text);
  }
}

function catchUp(viewer: Viewer, session: Session): void {
  for (const entry of session.entries.slice(viewer.shown)) {
    viewer.shown += 1;
    viewer.response.write(`id: ${viewer.shown}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
  }
}
