/** Whether a message reached every webhook that hears it; in memory, for the ticks on the Agent Workspace page. */
export class MessageFates {
  readonly #byMessage = new Map<string, boolean>();

  settle(messageId: string, delivered: boolean): void {
    this.#byMessage.set(messageId, delivered && this.#byMessage.get(messageId) !== false);
  }

  /** Undefined while it is under way. */
  of(messageId: string): boolean | undefined {
    return this.#byMessage.get(messageId);
  }

  clear(): void {
    this.#byMessage.clear();
  }
}
