import type { Memory } from './memory';
import {
  isHopeless,
  UPLOAD_FAILED,
  withStuckUpload,
  withUpload,
  type Outgoing,
  type OutgoingFile,
  type SendOutcome,
} from './outbox';
import { Refused, SessionGone, type Ports, type SessionKey, type UploadOutcome } from './ports';

/** Nobody wants it sent any more: it was taken back, or its conversation is over for this browser. */
export class Dropped extends Error {
  override readonly name = 'Dropped';
}

export interface UploadHooks {
  /** An item in the memory is another one now. */
  changed(): void;
  progress(fileKey: string, fraction: number): void;
  /** What is in of the log. */
  lastSeq(): number;
}

/** The bytes of a file are lost: the browser keeps none, or the user cleared them. */
const FILE_LOST: SendOutcome = { kind: 'refused', code: 'file_lost', message: null };

interface Watched {
  isWanted: () => boolean;
  abort: AbortController;
}

/** Brings the files of a message to the server, before the message. */
export class Uploads {
  private readonly ports: Ports;
  private readonly memory: Memory;
  private readonly hooks: UploadHooks;
  private running: Watched | undefined;

  constructor(ports: Ports, memory: Memory, hooks: UploadHooks) {
    this.ports = ports;
    this.memory = memory;
    this.hooks = hooks;
  }

  /** The memory has changed: what nobody wants any more is broken off, so that it keeps nothing waiting. */
  review(): void {
    if (this.running?.isWanted() === false) this.running.abort.abort();
  }

  /** @returns the item with its files uploaded, or how it failed. @throws Dropped, and as the server does */
  async uploadAll(
    key: SessionKey,
    item: Outgoing,
    isWanted: () => boolean,
  ): Promise<{ item: Outgoing } | { outcome: SendOutcome }> {
    let sending = item;
    for (const file of item.files) {
      if (isUploadedTo(file, key)) continue;
      const fileKey = file.key;
      const bytes = await this.ports.blobs.get(fileKey);
      if (!isWanted()) throw new Dropped();
      if (bytes === undefined) return { outcome: FILE_LOST };
      const outcome = await this.upload(key, { fileKey, bytes }, isWanted);
      if (outcome.kind === 'later') return { outcome: await this.stuck(key, sending, outcome) };
      if (outcome.kind === 'refused') return { outcome };
      sending = withUpload(sending, fileKey, { uploaded: outcome.file, uploadedTo: key.id });
      this.memory.keepOutgoing(sending);
      this.hooks.changed();
    }
    return { item: sending };
  }

  /** A connection that breaks is `later` as well: which of both it was, `stuck` finds out. */
  private async upload(
    key: SessionKey,
    { fileKey, bytes }: { fileKey: string; bytes: File },
    isWanted: () => boolean,
  ): Promise<UploadOutcome> {
    const abort = new AbortController();
    this.running = { isWanted, abort };
    let outcome: UploadOutcome = { kind: 'later' };
    try {
      outcome = await this.ports.server.upload(key, bytes, {
        onProgress: (fraction) => this.hooks.progress(fileKey, fraction),
        signal: abort.signal,
      });
    } catch (error) {
      if (isWanted() && (error instanceof SessionGone || error instanceof Refused)) throw error;
    } finally {
      this.running = undefined;
    }
    // It took its time. What was forgotten meanwhile must not come back, nor be said in the conversation that follows.
    if (!isWanted()) throw new Dropped();
    return outcome;
  }

  /**
   * A file did not get through. Where nothing else does either, that says nothing of the file; else it is tried a few times
   * more, and what was said after it does not wait for ever.
   * @throws as the server does when it is not to be reached
   */
  private async stuck(key: SessionKey, item: Outgoing, later: SendOutcome): Promise<SendOutcome> {
    await this.ports.server.events(key, this.hooks.lastSeq());
    const now = this.ports.now();
    const tried = withStuckUpload(item, now);
    if (isHopeless(tried, now)) return UPLOAD_FAILED;
    if (this.memory.outbox().some(({ id }) => id === item.id)) this.memory.keepOutgoing(tried);
    return later;
  }
}

/** What was uploaded to a session that is gone since goes to the one after it once more. */
function isUploadedTo({ uploaded, uploadedTo }: OutgoingFile, { id }: SessionKey): boolean {
  return uploaded !== null && (uploadedTo === undefined || uploadedTo === id);
}
