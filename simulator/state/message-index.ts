import type { Index } from './collection';
import type { MessageRecord } from './records';

/** Messages of each conversation in commit order, so that a page costs the page and not the conversation. */
export class MessageIndex implements Index<MessageRecord> {
  readonly #byConversation = new Map<string, MessageRecord[]>();

  put(next: MessageRecord, previous: MessageRecord | undefined): void {
    if (previous !== undefined && previous.conversationId !== next.conversationId) this.remove(previous);
    const list = this.#byConversation.get(next.conversationId) ?? [];
    this.#byConversation.set(next.conversationId, list);
    const at = this.#position(list, next.n);
    list.splice(at, list[at]?.id === next.id ? 1 : 0, next);
  }

  remove(previous: MessageRecord): void {
    const list = this.#byConversation.get(previous.conversationId);
    if (list === undefined) return;
    const at = this.#position(list, previous.n);
    if (list[at]?.id === previous.id) list.splice(at, 1);
    if (list.length === 0) this.#byConversation.delete(previous.conversationId);
  }

  /** Oldest first. Not to be changed. */
  of(conversationId: string): readonly MessageRecord[] {
    return this.#byConversation.get(conversationId) ?? [];
  }

  /** How many messages were committed before number `n`: by halving, since a list may hold 30,000. */
  #position(list: readonly MessageRecord[], n: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.n ?? 0) < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
