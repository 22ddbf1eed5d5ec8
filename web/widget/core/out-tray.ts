import type { Message } from '../../../contract/events';
import { shelve } from './files';
import type { Memory } from './memory';
import { again, type Outgoing } from './outbox';
import type { Ports } from './ports';

export interface Said {
  text?: string;
  postback?: string | null;
  files?: readonly File[];
}

/** Puts what the user says into the outbox, in the order in which it is said. */
export class OutTray {
  private readonly ports: Ports;
  private readonly memory: Memory;
  private readonly changed: () => void;
  private lastOrder = 0;
  private putting = Promise.resolve();
  private timesEmptied = 0;

  /** `changed`: there is something to send. */
  constructor(ports: Ports, memory: Memory, changed: () => void) {
    this.ports = ports;
    this.memory = memory;
    this.changed = changed;
  }

  say({ text, postback = null, files = [] }: Said): Promise<void> {
    const spoken = text?.trim() ?? '';
    return this.put(files, { text: spoken === '' ? null : spoken, postback, files: [] });
  }

  /** A refused item once more, as it is. */
  again(item: Outgoing): void {
    this.memory.keepOutgoing(again(item));
    this.changed();
  }

  /** The same words and files under another id: the log keeps the failed one for what it is. */
  resend({ id, text, attachments }: Message): Promise<void> {
    this.memory.keepResent(id);
    const files = attachments.map(({ url, name, mediaType, size }) => {
      const said = { name: name ?? 'file', mediaType: mediaType ?? 'application/octet-stream' };
      return { key: this.ports.randomId(), ...said, size: size ?? 0, uploaded: { url, ...said } };
    });
    return this.put([], { text, postback: null, files });
  }

  drop(id: string): void {
    const files = this.memory.outbox().find((item) => item.id === id)?.files ?? [];
    this.memory.dropOutgoing(id);
    for (const { key } of files) void this.ports.blobs.remove(key);
  }

  /** Another conversation begins: what is not kept for it goes, with the bytes of its files, and the session with it. */
  forget(isKept: (item: Outgoing) => boolean): void {
    for (const item of this.memory.outbox()) if (!isKept(item)) this.drop(item.id);
    this.memory.forgetSession();
  }

  /** The same with everything, also with what is just being put away. */
  empty(): void {
    this.timesEmptied += 1;
    this.forget(() => false);
  }

  /** One after another: a file takes a moment to be put away, and what is said after it must not overtake it. */
  private put(files: readonly File[], said: Pick<Outgoing, 'text' | 'postback' | 'files'>): Promise<void> {
    const by = this.ports.visitorId();
    const { timesEmptied } = this;
    this.putting = this.putting.then(async () => {
      const shelved = [...said.files, ...(await shelve(this.ports, files))];
      // The next person's chat is not the place for it. A guest's words are also those of whom the guest turns out to be.
      const isOfAnother = by !== null && by !== this.ports.visitorId();
      if (timesEmptied !== this.timesEmptied || isOfAnother) {
        for (const { key } of shelved) void this.ports.blobs.remove(key);
        return;
      }
      if (said.text === null && said.postback === null && shelved.length === 0) return;
      const now = this.ports.now();
      this.lastOrder = Math.max(now * 1000, this.lastOrder + 1);
      this.memory.keepOutgoing({
        ...said,
        id: this.ports.randomId(),
        files: shelved,
        at: new Date(now).toISOString(),
        order: this.lastOrder,
        by,
        accepted: false,
        refused: null,
      });
      this.changed();
    });
    return this.putting;
  }
}
