import { Chat } from '../../../web/widget/core/chat';
import type { BlobShelf, Exclusive, Ports, Shelf } from '../../../web/widget/core/ports';
import { timelineOf } from '../../../web/widget/core/timeline';
import type { SmallServer } from './small-server';

let ids = 0;

/** One browser: what its tabs share, and what survives a reload. */
export class SmallBrowser {
  readonly stored = new Map<string, string>();
  readonly blobs = new Map<string, File>();
  /** Keeping a file takes this long. */
  keepMs = 0;
  /** The next lock is refused with this. */
  lockFault: Error | undefined;
  /** What the page was told of. */
  readonly reported: unknown[] = [];
  private readonly listeners = new Set<{ tab: object; told: (key: string | null) => void }>();
  private readonly tails = new Map<string, Promise<void>>();
  private readonly server: SmallServer;

  constructor(server: SmallServer) {
    this.server = server;
  }

  /** `visitorId`: whom the page of the tab names. */
  openTab(visitorId: () => string | null = () => null): Chat {
    const tab = {};
    const ports: Ports = {
      server: this.server.server(visitorId),
      shelf: this.shelf(tab),
      blobs: this.blobShelf(),
      exclusive: this.exclusive(),
      visitorId,
      now: () => Date.now(),
      randomId: () => `id-${(ids += 1)}`,
      report: (error) => void this.reported.push(error),
    };
    return new Chat(ports);
  }

  /** As the `storage` event does: the other tabs are told, a moment later. */
  private shelf(tab: object): Shelf {
    const tell = (key: string) =>
      queueMicrotask(() => {
        for (const listener of this.listeners) if (listener.tab !== tab) listener.told(key);
      });
    return {
      get: (key) => this.stored.get(key) ?? null,
      set: (key, value) => {
        this.stored.set(key, value);
        tell(key);
      },
      remove: (key) => {
        this.stored.delete(key);
        tell(key);
      },
      keys: () => [...this.stored.keys()],
      onChange: (told) => {
        const listener = { tab, told };
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    };
  }

  private blobShelf(): BlobShelf {
    return {
      put: async (key, file) => {
        if (this.keepMs > 0) await new Promise((resolve) => setTimeout(resolve, this.keepMs));
        this.blobs.set(key, file);
      },
      get: (key) => Promise.resolve(this.blobs.get(key)),
      remove: (key) => Promise.resolve(void this.blobs.delete(key)),
    };
  }

  private exclusive(): Exclusive {
    return (name, work) => {
      const fault = this.lockFault;
      this.lockFault = undefined;
      if (fault !== undefined) return Promise.reject(fault);
      const result = (this.tails.get(name) ?? Promise.resolve()).then(work);
      this.tails.set(
        name,
        result.catch(() => undefined),
      );
      return result;
    };
  }
}

/** What the user sees: words in order, own ones with their mark. */
export function seen(chat: Chat): string[] {
  const { log, outbox, resent, agentReadAt } = chat.state.get();
  return timelineOf({ log, outbox, resent, agentReadAt, now: Date.now() }).map(({ text, id, mark }) =>
    mark === null ? (text ?? id) : `${text ?? id}: ${mark.value}`,
  );
}
