import type { ChatMessage, Entry, HandoffEntry } from '../../../examples/copilot-backend/entries';

/** What the chat page would know: reads the stream of one session. */
export class ChatPage {
  readonly entries: Entry[] = [];
  ready: boolean | null = null;
  readonly sessionId: string;
  private readonly url: string;
  private readonly stop = new AbortController();

  private constructor(url: string, sessionId: string) {
    this.url = url;
    this.sessionId = sessionId;
  }

  static async open(url: string, sessionId: string): Promise<ChatPage> {
    const page = new ChatPage(url, sessionId);
    const response = await fetch(`${url}/api/chat/${sessionId}/stream`, { signal: page.stop.signal });
    if (response.body === null) throw new Error('no stream');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    void page.pump(reader).catch(() => undefined);
    return page;
  }

  /** @returns the status that the example answered. */
  async say(id: string, text: string): Promise<number> {
    const response = await fetch(`${this.url}/api/chat/${this.sessionId}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, text }),
    });
    return response.status;
  }

  /** What is said, in the order in which the page shows it. */
  get texts(): string[] {
    const shown: ChatMessage[] = [];
    for (const entry of this.entries) {
      if (entry.kind !== 'message') continue;
      const at = shown.findIndex((m) => m.id === entry.before);
      shown.splice(at < 0 ? shown.length : at, 0, entry.message);
    }
    return shown.map((m) => m.text);
  }

  get phases(): HandoffEntry['phase'][] {
    return this.entries.flatMap((entry) => (entry.kind === 'handoff' ? [entry.phase] : []));
  }

  status(messageId: string): string | undefined {
    return this.entries
      .flatMap((e) => (e.kind === 'status' && e.messageId === messageId ? [e.value] : []))
      .at(-1);
  }

  close(): void {
    this.stop.abort();
  }

  private async pump(reader: ReadableStreamDefaultReader<string>): Promise<void> {
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) this.take(part);
    }
  }

  private take(part: string): void {
    const data = /^data: (.*)$/m.exec(part)?.[1];
    if (data === undefined) return;
    if (part.includes('event: entry')) this.entries.push(JSON.parse(data) as Entry);
    if (part.includes('event: service')) this.ready = (JSON.parse(data) as { ready: boolean }).ready;
  }
}

/** Polls until it holds; after 5 s fails with what it saw last. */
export async function eventually<T>(read: () => T, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 5000;
  for (;;) {
    const value = read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`never came: last seen ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
