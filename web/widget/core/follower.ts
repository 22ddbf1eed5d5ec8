import type { SessionEvent } from '../../../contract/events';
import { Backoff } from './backoff';
import { SessionGone, type Live, type LiveHandlers, type Server, type SessionKey } from './ports';

export interface FollowerHooks {
  /** The highest `seq` that is in without a gap. */
  lastSeq(): number;
  hasGap(): boolean;
  events(events: readonly SessionEvent[]): void;
  /** A page of the log read again, for its fresh addresses of files. */
  renewed(events: readonly SessionEvent[]): void;
  /** The log was read to its end. */
  loaded(): void;
  connection(value: 'live' | 'lost'): void;
  gone(): void;
  typing: LiveHandlers['onTyping'];
  read: LiveHandlers['onRead'];
}

/** Without the open line the log is read this often, for as long as the line is down. */
const POLL_MS = 5_000;
/** Addresses of files hold for an hour. */
const FILES_HOLD_MS = 45 * 60_000;
/** One that fails at once is not renewed more often than this. */
const RENEW_AT_MOST_EVERY_MS = 30_000;

/**
 * Follows the log of one session: by the open line, and by reading the log itself whenever something can have been
 * missed: at the start, after each new connection, after a gap, and every few seconds while there is no line.
 */
export class Follower {
  private readonly server: Server;
  private readonly key: SessionKey;
  private readonly hooks: FollowerHooks;
  private readonly backoff = new Backoff();
  private readonly line: Live;
  private isUp = false;
  private isStopped = false;
  private isReading = false;
  private isWanted = false;
  private filesReadAt = Date.now();
  private readonly poll: ReturnType<typeof setInterval>;

  constructor(server: Server, key: SessionKey, hooks: FollowerHooks) {
    this.server = server;
    this.key = key;
    this.hooks = hooks;
    this.line = server.live(key, () => hooks.lastSeq(), {
      onUp: () => {
        this.isUp = true;
        this.catchUp();
      },
      onDown: () => {
        this.isUp = false;
        // Whether only the line is down, or the whole network, the reading shows.
        this.catchUp();
      },
      onGone: () => this.giveUp(),
      onEvents: (events) => this.take(events),
      onTyping: (who) => hooks.typing(who),
      onRead: (at) => hooks.read(at),
    });
    this.poll = setInterval(() => {
      if (!this.isUp) this.catchUp();
      if (Date.now() - this.filesReadAt > FILES_HOLD_MS) void this.renewFiles();
    }, POLL_MS);
    this.catchUp();
  }

  /** Something can have been missed, or the network is back. */
  hurry(): void {
    this.line.retry();
    this.backoff.hurry();
    this.catchUp();
  }

  /** Reads the log again from its beginning: a file was not to be had under the address that we have. */
  async renewFiles(): Promise<void> {
    if (Date.now() - this.filesReadAt < RENEW_AT_MOST_EVERY_MS) return;
    this.filesReadAt = Date.now();
    try {
      for (let after = 0; after < this.hooks.lastSeq() && !this.isStopped;) {
        const { items } = await this.server.events(this.key, after);
        this.hooks.renewed(items);
        const last = items.at(-1)?.seq ?? after;
        if (last === after) return;
        after = last;
      }
    } catch (error) {
      if (error instanceof SessionGone) this.giveUp();
      // Else the old addresses stay, and the next picture that fails asks again.
    }
  }

  typing(isTyping: boolean): void {
    if (this.isUp) this.line.typing(isTyping);
  }

  /** Told to the agent; what is lost of it does no harm. */
  read(seq: number): void {
    this.line.read(seq);
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.poll);
    this.backoff.hurry();
    this.line.close();
  }

  private take(events: readonly SessionEvent[]): void {
    if (this.isStopped) return;
    this.hooks.events(events);
    if (this.hooks.hasGap()) this.catchUp();
  }

  private catchUp(): void {
    this.isWanted = true;
    if (!this.isReading) void this.readWhileWanted();
  }

  private async readWhileWanted(): Promise<void> {
    this.isReading = true;
    while (this.isWanted && !this.isStopped) {
      this.isWanted = false;
      try {
        await this.readToEnd();
        this.backoff.succeeded();
        this.tell('live');
      } catch (error) {
        if (error instanceof SessionGone) {
          this.giveUp();
          return;
        }
        this.tell('lost');
        this.isWanted = true;
        await this.backoff.pause();
      }
    }
    this.isReading = false;
  }

  private tell(connection: 'live' | 'lost'): void {
    if (!this.isStopped) this.hooks.connection(connection);
  }

  private async readToEnd(): Promise<void> {
    for (;;) {
      const before = this.hooks.lastSeq();
      const { items, lastSeq } = await this.server.events(this.key, before);
      if (this.isStopped) return;
      this.hooks.events(items);
      // Nothing new although the log is longer: the server is behind itself; the next reading sees more.
      if (this.hooks.lastSeq() >= lastSeq || this.hooks.lastSeq() === before) break;
    }
    this.hooks.loaded();
  }

  private giveUp(): void {
    if (this.isStopped) return;
    this.stop();
    this.hooks.gone();
  }
}
