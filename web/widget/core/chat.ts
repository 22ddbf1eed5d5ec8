import type { SessionEvent } from '../../../contract/events';
import { Admission } from './admission';
import { Follower } from './follower';
import { fold, hasGap, renewed } from './log';
import { Memory } from './memory';
import { Observable } from './observable';
import { OutTray, type Said } from './out-tray';
import { isOf, unsettled, type Outbox } from './outbox';
import { Refused, type Ports, type SessionKey } from './ports';
import { Sender } from './sender';
import { INITIAL_STATE, type ChatState } from './state';
import { HANDOFF_POSTBACK } from './postback';
import { isHandoff, phaseOf } from './phase';
import { TYPING_LASTS_MS, TYPING_SAID_EVERY_MS } from './typing';
import { Dropped } from './uploads';

/** The chat without its looks: what the user does goes in, and `state` is what is to be seen. */
export class Chat {
  readonly state = new Observable<ChatState>(INITIAL_STATE);
  private readonly ports: Ports;
  private readonly memory: Memory;
  private readonly sender: Sender;
  private readonly tray: OutTray;
  private readonly admission: Admission;
  private readonly stopListening: () => void;
  private follower: Follower | undefined;
  private following: SessionKey | null = null;
  /** The session that this browser had when the visitor came. */
  private found: SessionKey | null;
  private visitorId: string | null;
  private typingSaidAt = 0;

  constructor(ports: Ports) {
    this.ports = ports;
    this.memory = new Memory(ports.shelf);
    this.found = this.memory.session();
    this.visitorId = ports.visitorId();
    this.admission = new Admission(ports, {
      introduced: (introduced) => this.state.change({ introduced }),
      admitted: (key) => this.enter(key),
      anothers: (key) => this.leaveTo(key),
      refused: ({ code }) => {
        this.state.change({ isLoaded: true, refusal: code });
        this.sender.kick();
      },
      gone: (key) => this.forget(key),
      unreached: () => this.state.change({ connection: 'lost' }),
    });
    this.sender = new Sender(ports, this.memory, {
      sendable: () => (this.maySpeak() ? this.outbox() : []),
      session: (isWanted) => this.session(isWanted),
      gone: (key) => this.forget(key),
      changed: () => this.remember(),
      progress: (key, fraction) =>
        this.state.change({ progress: new Map(this.state.get().progress).set(key, fraction) }),
      lastSeq: () => this.state.get().log.lastSeq,
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
    if (!this.admission.isAdmitted(key)) return false;
    try {
      return (await this.ports.server.end(key)).kind === 'accepted';
    } catch {
      // Said to the user by the caller: the button is there to be pressed again.
      return false;
    }
  }

  /** Begins a new conversation; the old one stays with the server. */
  startAnew(): void {
    this.tray.empty();
    this.beginAnew();
    this.remember();
  }

  /** The page says anew who the visitor is: what there is, is theirs only if the server says so. */
  visitorChanged(): void {
    const before = this.visitorId;
    this.visitorId = this.ports.visitorId();
    this.found = this.memory.session();
    const isTheirs = this.found === null || this.admission.isAdmitted(this.found);
    // The same one with a fresh signature.
    if (this.visitorId === before && isTheirs) return;
    // A guest who signs in goes on with what they were about to say.
    if (before !== null && this.visitorId !== before) this.beginAnew();
    this.admission.reset();
    this.follow(this.found);
    this.remember();
    this.sender.kick();
  }

  /** The network is back, or the page is in front again. */
  hurry(): void {
    this.admission.hurry();
    this.follower?.hurry();
    this.sender.kick();
  }

  stop(): void {
    this.stopListening();
    this.sender.stop();
    this.admission.stop();
    this.follower?.stop();
  }

  private beginAnew(): void {
    this.state.change({ beginning: this.state.get().beginning + 1 });
  }

  /** Made when the first message is sent; sending is under a lock of all tabs, so there is one for all of them. */
  private async session(isWanted: () => boolean): Promise<SessionKey> {
    const kept = this.memory.session();
    if (kept !== null) return this.checked(kept);
    const visitorId = this.ports.visitorId();
    const { key, introduced } = await this.ports.server.createSession();
    // Begun for somebody who has left meanwhile: the next one gets a session of their own.
    if (!isWanted() || visitorId !== this.ports.visitorId()) throw new Dropped();
    this.admission.begun(key);
    this.memory.keepSession(key);
    this.state.change({ introduced });
    this.remember();
    return key;
  }

  /** @throws Refused where the visitor cannot be told from others; Error while it is not known whose the session is */
  private checked(key: SessionKey): SessionKey {
    if (this.admission.isAdmitted(key)) return key;
    throw this.admission.refusalOf(key) ?? new Error('whose session it is, is not known yet');
  }

  private maySpeak(): boolean {
    const key = this.memory.session();
    return key === null || this.admission.isAdmitted(key) || this.admission.refusalOf(key) !== null;
  }

  /** What the visitor may see of the outbox: before it is known whose the session is, what they have said themselves. */
  private outbox(): Outbox {
    const visitorId = this.ports.visitorId();
    const key = this.memory.session();
    const isOwn = key === null || this.admission.isAdmitted(key);
    return this.memory.outbox().filter((item) => (isOwn ? isOf(item, visitorId) : item.by === visitorId));
  }

  /** Takes up what the memory says: this tab or another one has changed it. */
  private remember(): void {
    const key = this.memory.session();
    if (key?.token !== this.following?.token) this.follow(key);
    this.sender.review();
    this.state.change({
      outbox: this.outbox(),
      readSeq: this.memory.readSeq(),
      resent: this.memory.resent(),
    });
    this.settle();
  }

  private follow(key: SessionKey | null): void {
    this.admission.stop();
    this.follower?.stop();
    this.follower = undefined;
    this.following = key;
    const { log, isLoaded, refusal, typing, agentReadAt } = INITIAL_STATE;
    this.state.change({ log, isLoaded: key === null || isLoaded, refusal, typing, agentReadAt });
    if (key === null) {
      this.state.change({ connection: 'idle' });
      return;
    }
    this.state.change({ connection: 'connecting' });
    this.admission.ask(key);
  }

  private enter(key: SessionKey): void {
    this.state.change({ outbox: this.outbox() });
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

  /**
   * The session is another user's, who was signed in at this browser before: nothing of it stays here. One that another tab has
   * begun since is left alone, or two tabs of two users would take it from each other for ever; it is not shown, and takes nothing
   * of this visitor's until the page is loaded again.
   */
  private leaveTo(key: SessionKey): void {
    if (this.memory.session()?.token !== key.token) return;
    if (this.found?.token === key.token) {
      const visitorId = this.ports.visitorId();
      this.tray.forget(({ by }) => by === visitorId);
      this.remember();
      this.sender.kick();
    } else {
      this.state.change({ connection: 'idle' });
      this.admission.refuse(key, new Refused({ code: 'another_user', message: null }));
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

  /** The server knows this session no more; what it did not take goes to the one that the next message makes. */
  private forget(key: SessionKey): void {
    if (this.memory.session()?.token !== key.token) return;
    this.tray.forget(({ accepted }) => !accepted);
    this.remember();
    this.sender.kick();
  }
}
