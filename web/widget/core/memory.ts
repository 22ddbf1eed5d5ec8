import { byOrder, type Outbox, type Outgoing } from './outbox';
import type { SessionKey, Shelf } from './ports';

const SESSION = 'session';
const READ = 'read';
const RESENT = 'resent';
const OUT = 'out:';

/**
 * What the chat remembers, under keys of its own. An outgoing message has a key to itself, so that two tabs that write
 * at once lose nothing.
 */
export class Memory {
  private readonly shelf: Shelf;

  constructor(shelf: Shelf) {
    this.shelf = shelf;
  }

  session(): SessionKey | null {
    const kept = this.read(SESSION) as Partial<SessionKey> | null;
    return typeof kept?.id === 'string' && typeof kept.token === 'string'
      ? { id: kept.id, token: kept.token }
      : null;
  }

  keepSession(key: SessionKey): void {
    this.write(SESSION, key);
  }

  outbox(): Outbox {
    const kept = this.shelf.keys().filter((key) => key.startsWith(OUT));
    return byOrder(kept.flatMap((key) => (this.read(key) as Outgoing | null) ?? []));
  }

  keepOutgoing(item: Outgoing): void {
    this.write(OUT + item.id, item);
  }

  dropOutgoing(id: string): void {
    this.shelf.remove(OUT + id);
  }

  readSeq(): number {
    const kept = this.read(READ);
    return typeof kept === 'number' ? kept : 0;
  }

  keepReadSeq(seq: number): void {
    if (seq > this.readSeq()) this.write(READ, seq);
  }

  resent(): ReadonlySet<string> {
    const kept = this.read(RESENT);
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  }

  keepResent(id: string): void {
    this.write(RESENT, [...this.resent(), id]);
  }

  /** Another conversation begins; the outbox is looked through by `OutTray.forget`. */
  forgetSession(): void {
    for (const key of [SESSION, READ, RESENT]) this.shelf.remove(key);
  }

  onChange(listener: () => void): () => void {
    return this.shelf.onChange(listener);
  }

  /** What another script left there, or half a write, is as nothing. */
  private read(key: string): unknown {
    const kept = this.shelf.get(key);
    if (kept === null) return null;
    try {
      return JSON.parse(kept) as unknown;
    } catch {
      this.shelf.remove(key);
      return null;
    }
  }

  private write(key: string, value: unknown): void {
    this.shelf.set(key, JSON.stringify(value));
  }
}
