/** What the page knows: folded from the server's entries, nothing else. */
export class ChatModel {
  constructor() {
    this.messages = [];
    this.status = new Map();
    this.phase = 'copilot';
    this.agent = null;
    this.attention = null;
  }

  apply(entry) {
    if (entry.kind === 'message') this.#insert(entry);
    else if (entry.kind === 'status')
      this.status.set(entry.messageId, { value: entry.value, detail: entry.detail });
    else if (entry.kind === 'attention') this.attention = entry.code;
    else if (entry.kind === 'handoff') {
      this.phase = entry.phase === 'ended' || entry.phase === 'refused' ? 'copilot' : entry.phase;
      if (entry.phase === 'active') this.agent = entry.agent;
      if (this.phase === 'copilot') {
        this.agent = null;
        this.attention = null;
      }
    }
  }

  #insert({ message, before }) {
    if (this.messages.some((known) => known.id === message.id)) return;
    const at = before === undefined ? -1 : this.messages.findIndex((known) => known.id === before);
    this.messages.splice(at < 0 ? this.messages.length : at, 0, message);
    if (message.from === 'user') this.status.set(message.id, { value: 'sending' });
  }
}
