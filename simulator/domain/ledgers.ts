/** One request to the API as it came and was answered. Never holds a credential. */
export interface RequestEntry {
  n: number;
  at: string;
  appId: string;
  op: string | null;
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
  /** Null when a fault kept the answer back. */
  status: number | null;
  answer: unknown;
  committed: boolean;
  fault: string | null;
  /** Name of the limit that refused it, if one did. */
  limit: string | null;
  durationMs: number;
}

/** One attempt at a webhook, or an event that never left. */
export interface DeliveryEntry {
  n: number;
  at: string;
  appId: string;
  webhookId: string;
  conversationIds: string[];
  target: string;
  attempt: number;
  eventIds: string[];
  types: string[];
  body: unknown;
  status: number | null;
  error: string | null;
  outcome: 'delivered' | 'retrying' | 'dropped';
  reason: string | null;
  nextAttemptAt: string | null;
  durationMs: number;
}

const KEPT = 20_000;

/** The last 20,000 entries, numbered from 1. In memory only: what must survive a kill is in the world. */
export class Ledger<T extends { n: number; appId: string }> {
  #items: T[] = [];
  #last = 0;

  add(entry: Omit<T, 'n'>): void {
    this.#last += 1;
    this.#items.push({ ...entry, n: this.#last } as T);
    if (this.#items.length >= KEPT * 2) this.#items = this.#items.slice(-KEPT);
  }

  list(appId: string | undefined, after: number): T[] {
    return this.#items.filter((item) => item.n > after && (appId === undefined || item.appId === appId));
  }

  clear(): void {
    this.#items = [];
  }
}

export interface Ledgers {
  readonly requests: Ledger<RequestEntry>;
  readonly deliveries: Ledger<DeliveryEntry>;
}

export function createLedgers(): Ledgers {
  return { requests: new Ledger(), deliveries: new Ledger() };
}
