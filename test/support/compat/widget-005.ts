import { io, type Socket } from 'socket.io-client';

/*
 * Widget 0.0.5, the one of product.txt, as the tables of its protocol describe it: two HTTP calls, a socket in `/` that names
 * nobody, bubbles without a sender.
 */

export interface Options005 {
  /** Ends in `/backend`. */
  apiUrl: string;
  socketUrl: string;
  token: string;
  user?: Record<string, unknown>;
}

export interface Bubble {
  from: 'user' | 'bot' | 'HANDOFF';
  text: string;
}

interface History005 {
  id: number;
  from_user: boolean;
  message: string;
  type: string;
  session_id: string;
  agent_name: string | null;
  agent_avatar: string | null;
}

export class Widget005 {
  readonly bubbles: Bubble[] = [];
  readonly heard: { name: string; payload: unknown }[] = [];
  readonly handoffs: unknown[] = [];
  sessionId: string | undefined;
  info = '';
  /** Written and not answered yet: meanwhile the field is locked, and every piece is added to one bubble. */
  isPending = false;
  socket: Socket | undefined;
  #answering: Bubble | undefined;
  readonly #options: Options005;

  constructor(options: Options005, sessionId?: string) {
    this.#options = options;
    this.sessionId = sessionId;
  }

  async http(method: string, path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${this.#options.apiUrl}${path}`, {
      method,
      headers: {
        'X-Bot-Token': this.#options.token,
        ...(this.sessionId === undefined ? {} : { 'X-Session-Id': this.sessionId }),
        ...headers,
      },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** As at the load of a page: what was said before is shown again. */
  async load(): Promise<History005[]> {
    const { status, body } = await this.http('GET', '/chat/init');
    if (status !== 200) throw new Error(`chat/init: ${status}`);
    const history = body['history'] as History005[];
    for (const { from_user: isUser, message } of history) {
      this.bubbles.push({ from: isUser ? 'user' : 'bot', text: message });
    }
    return history;
  }

  async connect(extra: Record<string, unknown> = {}): Promise<void> {
    const socket = io(this.#options.socketUrl, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      ...extra,
    });
    this.socket = socket;
    socket.onAny((name: string, payload: unknown) => {
      this.heard.push({ name, payload });
    });
    socket.on('message', (text: string) => this.#onMessage(text));
    socket.on('info', (text: string) => {
      this.info = text;
    });
    socket.on('handoff', (payload: unknown) => {
      this.handoffs.push(typeof payload === 'string' ? JSON.parse(payload) : payload);
      // A repeat straight after is swallowed.
      if (this.bubbles.at(-1)?.from !== 'HANDOFF') this.bubbles.push({ from: 'HANDOFF', text: '' });
    });
    socket.on('connect', () => {
      if (this.sessionId !== undefined) socket.emit('join_session', { session_id: this.sessionId });
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
  }

  async write(content: string): Promise<void> {
    if (this.isPending) throw new Error('the field is locked');
    if (this.sessionId === undefined) {
      const { status, body } = await this.http('POST', `/chat-session/${this.#options.token}`);
      if (status !== 200) throw new Error(`chat-session: ${status}`);
      this.sessionId = String(body['id']);
      this.socket?.emit('join_session', { session_id: this.sessionId });
    }
    this.bubbles.push({ from: 'user', text: content });
    this.isPending = true;
    this.#answering = undefined;
    this.socket?.emit('send_chat', {
      headers: {},
      query_params: {},
      content,
      bot_token: this.#options.token,
      language: 'en',
      user: this.#options.user,
      from: 'user',
      session_id: this.sessionId,
      id: Math.random().toString(36).slice(2, 8),
      timestamp: '8:02 AM',
    });
  }

  said(): string[] {
    return this.bubbles.filter(({ from }) => from === 'bot').map(({ text }) => text);
  }

  close(): void {
    this.socket?.disconnect();
  }

  #onMessage(text: string): void {
    if (text === '|im_end|') {
      this.isPending = false;
      this.#answering = undefined;
      return;
    }
    if (this.isPending && this.#answering !== undefined) {
      this.#answering.text += text;
      return;
    }
    const bubble: Bubble = { from: 'bot', text };
    this.bubbles.push(bubble);
    if (this.isPending) this.#answering = bubble;
  }
}
