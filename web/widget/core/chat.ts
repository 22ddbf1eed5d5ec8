import type { SessionEvent } from '../../../contract/events';
import { Follower } from './follower';
import { fold, hasGap, renewed } from './log';
import { Memory } from './memory';
import { Observable } from './observable';
import { OutTray, type Said } from './out-tray';
import { unsettled } from './outbox';
import type { Ports, SessionKey } from './ports';
import { Sender } from './sender';
import { INITIAL_STATE, type ChatState } from './state';
import { HANDOFF_POSTBACK } from './postback';
import { isHandoff, phaseOf } from './phase';
import { TYPING_LASTS_MS, TYPING_SAID_EVERY_MS } from './typing';

/** The chat without its looks: what the user does goes in, and `state` is what is to be seen. */
export class Chat {
  readonly state = new Observable<ChatState>(INITIAL_STATE);
  private readonly ports: Ports;
  private readonly memory: Memory;
  private readonly sender: Sender;
  private readonly tray: OutTray;
  private readonly stopListening: () => void;
  private follower: Follower | undefined;
  private following: SessionKey | null = null;
  private typingSaidAt = 0;
  private isIntroduced = false;

  constructor(ports: Ports) {
    this.ports = ports;
    this.memory = new Memory(ports.shelf);
    this.sender = new Sender(ports, this.memory, {
      session: () => this.session(),
      gone: (key) => this.forget(key),
      changed: () => this.remember(),
      progress: (key, fraction) =>
        this.state.change({ progress: new Map(this.state.get().progress).set(key, fraction) }),
      reached: (isReached) => this.state.change({ connection: isReached ? 'live' : 'lost' }),
    });
    this.tray = new OutTray(ports, this.memory, () => {
      this.typingSaidAt = 0;
      this.remember();
      this.sender.kick();
    });
    this.stopListening = this.memory.onChange(() => {
      this.remember();
      this.sender.start();
    });
    this.remember();
    if (this.following === null) this.state.change({ isLoaded: true });
    this.sender.kick();
  }

  say(said: Said): Promise<void> {
    return this.tray.say(said);
  }

  /** Sends a message that failed once more. */
  retry(id: string): void {
    const { log, outbox, resent } = this.state.get();
    const waiting = outbox.find((item) => item.id === id);
    const failed = log.messages.find(({ message }) => message.id === id && message.origin === 'user');
    if (waiting !== undefined) this.tray.again(waiting);
    else if (failed !== undefined && !resent.has(id)) void this.tray.resend(failed.message);
  }

  /** Takes a message back that the server never took. */
  discard(id: string): void {
    this.tray.drop(id);
    this.remember();
  }

  /** The bytes of a file that is on its way. */
  bytesOf(blobKey: string): Promise<File | undefined> {
    return this.ports.blobs.get(blobKey);
  }

  /** A file is not to be had any more under the address that it was shown with. */
  renewFiles(): void {
    void this.follower?.renewFiles();
  }

  /** The user is writing; said to the agent now and then. */
  typing(): void {
    const now = this.ports.now();
    if (now - this.typingSaidAt < TYPING_SAID_EVERY_MS || !isHandoff(phaseOf(this.state.get().log.state)))
      return;
    this.typingSaidAt = now;
    this.follower?.typing(true);
  }

  setOpen(isOpen: boolean): void {
    this.state.change({ isOpen });
  }

  /** The user has everything before their eyes. */
  seen(): void {
    const { lastSeq } = this.state.get().log;
    if (lastSeq <= this.state.get().readSeq) return;
    this.memory.keepReadSeq(lastSeq);
    this.follower?.read(lastSeq);
    this.state.change({ readSeq: lastSeq });
  }

  /** Asks for a human, as a choice of that meaning does: it waits in the outbox, and is seen, like every message. */
  askForHuman(words: string): Promise<void> {
    return this.say({ text: words, postback: HANDOFF_POSTBACK });
  }

  /** Gives the conversation back to the copilot. @returns whether the server has taken it */
  async end(): Promise<boolean> {
    const key = this.memory.session();
    if (key === null) return true;
    try {
      return (await this.ports.server.end(key)).kind === 'accepted';
    } catch {
      // Said to the user by the caller: the button is there to be pressed again.
      return false;
    }
  }

  /** Begins a new conversation; the old one stays with the server. */
  startAnew(): void {
    this.memory.forgetSession({ all: true });
    this.remember();
  }

  /** The network is back, or the page is in front again. */
  hurry(): void {
    this.follower?.hurry();
    this.sender.kick();
  }

  stop(): void {
    this.stopListening();
    this.sender.stop();
    this.follower?.stop();
  }

  /** Made when the first message is sent; sending is under a lock of all tabs, so there is one for all of them. */
  private async session(): Promise<SessionKey> {
    const kept = this.memory.session();
    if (kept !== null) return kept;
    const { key, introduced } = await this.ports.server.createSession();
    this.isIntroduced = true;
    this.memory.keepSession(key);
    this.state.change({ introduced });
    this.remember();
    return key;
  }

  /** Takes up what the memory says: this tab or another one has changed it. */
  private remember(): void {
    const key = this.memory.session();
    if (key?.token !== this.following?.token) this.follow(key);
    this.state.change({
      outbox: this.memory.outbox(),
      readSeq: this.memory.readSeq(),
      resent: this.memory.resent(),
    });
    this.settle();
  }

  private follow(key: SessionKey | null): void {
    this.follower?.stop();
    this.follower = undefined;
    this.following = key;
    const { log, isLoaded, typing, agentReadAt } = INITIAL_STATE;
    this.state.change({ log, isLoaded: key === null || isLoaded, typing, agentReadAt });
    if (key === null) {
      this.state.change({ connection: 'idle' });
      return;
    }
    this.state.change({ connection: 'connecting' });
    void this.introduce(key);
    this.follower = new Follower(this.ports.server, key, {
      lastSeq: () => this.state.get().log.lastSeq,
      hasGap: () => hasGap(this.state.get().log),
      events: (events) => this.take(events),
      renewed: (events) => this.state.change({ log: renewed(this.state.get().log, events) }),
      loaded: () => this.state.change({ isLoaded: true }),
      connection: (connection) => {
        this.state.change({ connection });
        if (connection === 'live') this.sender.kick();
      },
      gone: () => this.forget(key),
      read: (at) => this.state.change({ agentReadAt: at }),
      typing: ({ isTyping, name, avatarUrl }) => {
        const until = this.ports.now() + TYPING_LASTS_MS;
        this.state.change({ typing: isTyping ? { name, avatarUrl, until } : null });
      },
    });
  }

  /** Once for each load of the page. The conversation does not wait for it. */
  private async introduce(key: SessionKey): Promise<void> {
    if (this.isIntroduced) return;
    this.isIntroduced = true;
    try {
      this.state.change({ introduced: await this.ports.server.introduce(key) });
    } catch {
      // Whether the session is gone, the reading of its log finds out; the next load says it again.
      this.isIntroduced = false;
    }
  }

  private take(events: readonly SessionEvent[]): void {
    const { log, typing } = this.state.get();
    const spoke = events.some((event) => event.type === 'message' && event.message.origin !== 'user');
    this.state.change({ log: fold(log, events), typing: spoke ? null : typing });
    this.settle();
  }

  /** What the log shows is on its way no more. */
  private settle(): void {
    const { log, outbox } = this.state.get();
    const shown = new Set(log.messages.map(({ message }) => (message.origin === 'user' ? message.id : '')));
    const left = unsettled(outbox, (id) => shown.has(id));
    if (left.length === outbox.length) return;
    for (const { id } of outbox) if (shown.has(id)) this.tray.drop(id);
    this.state.change({ outbox: left });
  }

  /** The server knows this session no more; the next message makes another. */
  private forget(key: SessionKey): void {
    if (this.memory.session()?.token !== key.token) return;
    this.memory.forgetSession({ all: false });
    this.remember();
    this.sender.kick();
  }
}
