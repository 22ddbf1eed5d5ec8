import type { Change, Journal } from './journal';

export interface Identified {
  readonly id: string;
}

/** Keeps a second access path of a collection in step. */
export interface Index<T> {
  put(next: T, previous: T | undefined): void;
  remove(previous: T): void;
}

/** Documents by id, journaled. A document is never changed in place: put a new one. */
export class Collection<T extends Identified> {
  readonly name: string;
  readonly #journal: Journal;
  readonly #indexes: readonly Index<T>[];
  readonly #items = new Map<string, T>();

  constructor(name: string, journal: Journal, indexes: readonly Index<T>[] = []) {
    this.name = name;
    this.#journal = journal;
    this.#indexes = indexes;
  }

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  put(item: T): T {
    this.#apply(item.id, item);
    this.#journal.record([this.name, item.id, item]);
    return item;
  }

  delete(id: string): void {
    if (!this.#items.has(id)) return;
    this.#apply(id, null);
    this.#journal.record([this.name, id, null]);
  }

  values(): IterableIterator<T> {
    return this.#items.values();
  }

  filter(accept: (item: T) => boolean): T[] {
    return [...this.#items.values()].filter(accept);
  }

  clear(): void {
    for (const id of [...this.#items.keys()]) this.delete(id);
  }

  /** A change read from the journal. */
  restore(id: string, value: unknown): void {
    this.#apply(id, value as T | null);
  }

  *snapshot(): Generator<Change> {
    for (const item of this.#items.values()) yield [this.name, item.id, item];
  }

  #apply(id: string, item: T | null): void {
    const previous = this.#items.get(id);
    if (item === null) {
      this.#items.delete(id);
      if (previous !== undefined) for (const index of this.#indexes) index.remove(previous);
      return;
    }
    this.#items.set(id, item);
    for (const index of this.#indexes) index.put(item, previous);
  }
}

/** Several documents under one key, in the order they came. */
export class ManyIndex<T extends Identified> implements Index<T> {
  readonly #keysOf: (item: T) => readonly string[];
  readonly #byKey = new Map<string, Map<string, T>>();

  constructor(keysOf: (item: T) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  put(next: T, previous: T | undefined): void {
    const keys = this.#keysOf(next);
    if (previous !== undefined) {
      for (const key of this.#keysOf(previous)) if (!keys.includes(key)) this.#drop(key, previous.id);
    }
    for (const key of keys) {
      const group = this.#byKey.get(key) ?? new Map<string, T>();
      this.#byKey.set(key, group.set(next.id, next));
    }
  }

  remove(previous: T): void {
    for (const key of this.#keysOf(previous)) this.#drop(key, previous.id);
  }

  all(key: string): T[] {
    return [...(this.#byKey.get(key)?.values() ?? [])];
  }

  first(key: string): T | undefined {
    return this.#byKey.get(key)?.values().next().value;
  }

  #drop(key: string, id: string): void {
    const group = this.#byKey.get(key);
    group?.delete(id);
    if (group?.size === 0) this.#byKey.delete(key);
  }
}
