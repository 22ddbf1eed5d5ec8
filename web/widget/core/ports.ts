import type { SessionEvent } from '../../../contract/events';
import type { SendOutcome, UploadedFile } from './outbox';

/** The key to one session: its id is a name, its token opens it. */
export interface SessionKey {
  id: string;
  token: string;
}

export interface OutgoingMessage {
  id: string;
  text: string | null;
  postback: string | null;
  attachments: readonly UploadedFile[];
}

export type UploadOutcome =
  { kind: 'uploaded'; file: UploadedFile } | Exclude<SendOutcome, { kind: 'accepted' }>;

/** The server knows this session no more, or the token is over. */
export class SessionGone extends Error {
  override readonly name = 'SessionGone';
}

/** The session was begun by another signed-in user: nothing of it is this visitor's to see or to go on with. */
export class AnotherUser extends Error {
  override readonly name = 'AnotherUser';
}

/** Asking again is of no use: it is refused for what it is. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor({ code, message }: { code: string; message: string | null }) {
    super(message ?? code);
    this.code = code;
  }
}

/** Whom the visitor talks to. */
export interface Introduced {
  botName: string;
  botAvatarUrl: string | null;
}

/** What the chat asks of the server. What throws (but the three errors above) is a failure that may pass. */
export interface Server {
  createSession(): Promise<{ key: SessionKey; introduced: Introduced }>;
  /**
   * Says who the visitor is, as the page says it now.
   * @throws AnotherUser; Refused when it is the page's signed identity that is not accepted, not the session's token
   */
  introduce(key: SessionKey): Promise<Introduced>;
  /** A page of the log after `seq`, oldest first; `lastSeq` is the log's. */
  events(key: SessionKey, after: number): Promise<{ items: SessionEvent[]; lastSeq: number }>;
  send(key: SessionKey, message: OutgoingMessage): Promise<SendOutcome>;
  upload(
    key: SessionKey,
    file: File,
    watch: { onProgress: (fraction: number) => void; signal: AbortSignal },
  ): Promise<UploadOutcome>;
  /** Gives the conversation back to the copilot. */
  end(key: SessionKey): Promise<SendOutcome>;
  /** `after`: the highest `seq` that is in, asked for at each new connection. */
  live(key: SessionKey, after: () => number, handlers: LiveHandlers): Live;
}

export interface LiveHandlers {
  /** Connected, for the first time or again: what was missed is to be read. */
  onUp(): void;
  onDown(): void;
  /** The session is not opened by this token any more. */
  onGone(): void;
  onEvents(events: readonly SessionEvent[]): void;
  /** An agent has looked at the conversation; ISO 8601. */
  onRead(at: string): void;
  onTyping(who: { name: string | null; avatarUrl: string | null; isTyping: boolean }): void;
}

/** The open line. It comes back by itself until it is closed. */
export interface Live {
  typing(isTyping: boolean): void;
  /** Everything up to `seq` was on the screen. */
  read(seq: number): void;
  /** Tries now instead of at the next attempt. */
  retry(): void;
  close(): void;
}

/** What survives a reload, shared by the tabs of a browser. */
export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
  /** Another tab changed something. */
  onChange(listener: (key: string | null) => void): () => void;
}

/** Bytes of files that are not uploaded yet. */
export interface BlobShelf {
  put(key: string, file: File): Promise<void>;
  get(key: string): Promise<File | undefined>;
  remove(key: string): Promise<void>;
}

/** One tab at a time. */
export type Exclusive = (name: string, work: () => Promise<void>) => Promise<void>;

export interface Ports {
  server: Server;
  shelf: Shelf;
  blobs: BlobShelf;
  exclusive: Exclusive;
  /** Whom the page's signed identity names; null without one. Believed for keeping users apart, and for nothing else. */
  visitorId(): string | null;
  /** Milliseconds since 1970. */
  now(): number;
  randomId(): string;
  /** Tells the page of an error that nobody expected; the chat goes on. */
  report(error: unknown): void;
}
