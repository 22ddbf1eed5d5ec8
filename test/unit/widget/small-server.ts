import type { SessionEvent } from '../../../contract/events';
import type { SendOutcome } from '../../../web/widget/core/outbox';
import {
  AnotherUser,
  Refused,
  SessionGone,
  type LiveHandlers,
  type OutgoingMessage,
  type Server,
  type SessionKey,
  type UploadOutcome,
} from '../../../web/widget/core/ports';
import { message } from './events';

/** What the network does to one call: nothing, the call is lost, or its answer is. */
export type Fate = 'well' | 'lost' | 'answer_lost';

const BOT = { botName: 'Bot', botAvatarUrl: null };

/** One session as the protocol promises it: an append-only log, messages known by id, a line that tells what is new. */
export class SmallServer {
  readonly log: SessionEvent[] = [];
  readonly sends: OutgoingMessage[] = [];
  /** Tokens with which something was said. */
  readonly saidWith: string[] = [];
  uploads = 0;
  sessions = 0;
  /** What the line of a new page is; also: none can be opened. */
  isUp = true;
  fate: (call: string) => Fate = () => 'well';
  answer: (message: OutgoingMessage) => SendOutcome = () => ({ kind: 'accepted' });
  /** What an upload is answered instead of being taken. */
  answerUpload: () => UploadOutcome | undefined = () => undefined;
  /** Uploads take until then. */
  uploadsUntil: Promise<void> | undefined;
  /** What saying who the visitor is, is refused with. */
  refuseUser: string | null = null;
  /** Users whose signature has expired. */
  readonly expired = new Set<string>();
  /** Which token a file was uploaded with, by its address: a message of another session must not have it. */
  private readonly uploadedWith = new Map<string, string>();
  private token = '';
  private owner: string | null = null;
  private readonly lines = new Set<LiveHandlers>();

  add(make: (seq: number) => SessionEvent): void {
    const event = make(this.log.length + 1);
    this.log.push(event);
    for (const line of this.lines) line.onEvents([event]);
  }

  agentSays(id: string): void {
    this.add((seq) => message(seq, id));
  }

  signFilesAnew(): void {
    for (const [index, event] of this.log.entries()) {
      if (event.type !== 'message') continue;
      const attachments = event.message.attachments.map((file) => ({ ...file, url: `${file.url}?again` }));
      this.log[index] = { ...event, message: { ...event.message, attachments } };
    }
  }

  tellTyping(name: string): void {
    for (const line of this.lines) line.onTyping({ name, avatarUrl: null, isTyping: true });
  }

  /** Lines break; they come back with `connect`. */
  drop(): void {
    this.isUp = false;
    for (const line of this.lines) line.onDown();
    this.lines.clear();
  }

  connect(): void {
    this.isUp = true;
    for (const reconnect of this.pages) reconnect();
  }

  private readonly pages = new Set<() => void>();

  /** The session is erased. */
  erase(): void {
    this.token = '';
    this.log.length = 0;
  }

  /** As a page of this user's calls it. */
  server(visitorId: () => string | null): Server {
    return {
      createSession: () => this.call('session', () => this.newSession(visitorId())),
      events: (key, after) =>
        this.call('events', () => {
          this.check(key);
          return { items: this.log.slice(after, after + 3), lastSeq: this.log.length };
        }),
      send: (key, sent) =>
        this.call('send', () => {
          this.check(key);
          this.sends.push(sent);
          this.saidWith.push(key.token);
          const isForeign = ({ url }: { url: string }) =>
            (this.uploadedWith.get(url) ?? key.token) !== key.token;
          if (sent.attachments.some(isForeign))
            return { kind: 'refused', code: 'invalid_request', message: 'not a file of this session' };
          const outcome = this.answer(sent);
          if (outcome.kind === 'accepted') this.accept(sent);
          return outcome;
        }),
      upload: async (key, file, { onProgress, signal }) => {
        await Promise.race([this.uploadsUntil, aborted(signal)]);
        return this.call<UploadOutcome>('upload', () => {
          this.check(key);
          const answer = this.answerUpload();
          if (answer !== undefined) return answer;
          this.uploads += 1;
          onProgress(1);
          const url = `https://api.test/files/${this.uploads}`;
          this.uploadedWith.set(url, key.token);
          return { kind: 'uploaded', file: { url, name: file.name, mediaType: file.type } };
        });
      },
      introduce: (key) => this.call('introduce', () => this.introduce(key, visitorId())),
      end: (key) => this.call('end', () => (this.check(key), { kind: 'accepted' })),
      live: (_key, _after, handlers) => {
        const connect = () => {
          if (!this.isUp || this.lines.has(handlers)) return;
          this.lines.add(handlers);
          handlers.onUp();
        };
        this.pages.add(connect);
        queueMicrotask(connect);
        return {
          typing: () => undefined,
          read: () => undefined,
          retry: connect,
          close: () => {
            this.pages.delete(connect);
            this.lines.delete(handlers);
          },
        };
      },
    };
  }

  private introduce(key: SessionKey, user: string | null) {
    this.check(key);
    if (this.refuseUser !== null) throw new Refused({ code: this.refuseUser, message: null });
    if (user !== null && this.expired.has(user)) throw new Refused({ code: 'unauthorized', message: null });
    if (user !== null && this.owner !== null && user !== this.owner) throw new AnotherUser();
    this.owner ??= user;
    return BOT;
  }

  private newSession(user: string | null) {
    if (user !== this.owner) this.log.length = 0;
    this.owner = user;
    this.sessions += 1;
    this.token = `token-${this.sessions}`;
    return { key: { id: `s${this.sessions}`, token: this.token }, introduced: BOT };
  }

  private check({ token }: SessionKey): void {
    if (token !== this.token) throw new SessionGone();
  }

  private accept({ id, text, attachments }: OutgoingMessage): void {
    const isKnown = this.log.some(
      (event) => event.type === 'message' && event.message.origin === 'user' && event.message.id === id,
    );
    if (isKnown) return;
    const files = attachments.map((file) => ({ ...file, size: 1 }));
    this.add((seq) => message(seq, id, { origin: 'user', text, attachments: files }));
  }

  private async call<T>(name: string, work: () => T): Promise<T> {
    await Promise.resolve();
    const fate = this.fate(name);
    if (fate === 'lost') throw new TypeError('Failed to fetch');
    const result = work();
    await Promise.resolve();
    if (fate === 'answer_lost') throw new TypeError('Failed to fetch');
    return result;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TypeError('the upload broke off')));
  });
}
