import { randomUUID } from 'node:crypto';

/*
 * Widget 4.0.57 as the tables of its protocol describe it: what it sends, what it keeps, what it shows. It knows an entry by its
 * id, shows it once, never looks at it again, and puts whatever is new at the end.
 */

export interface Session457 {
  id: string;
  ticketNumber: number;
  createdAt: string;
  updatedAt: string;
  isHandedOff: boolean;
  isOpened: boolean;
  assignee: { kind: string; name: string | null; avatarUrl: string | null };
  lastMessage: string | null;
  isVerified: boolean;
  latestStateCheckpointPayload: Record<string, unknown> | null;
}

export interface Attachment457 {
  id: string;
  name: string;
  size: number;
  type: string;
  url: string;
}

export interface History457 {
  publicId: string;
  type: string;
  content: { text?: string | null };
  sender: { kind: string; name?: string | null; avatar?: string | null };
  sentAt: string | null;
  attachments?: Attachment457[] | null;
  systemMessagePayload: { type: string; payload?: unknown };
}

export interface Shown {
  id: string;
  from: string;
  text: string;
  name?: string | null;
  avatar?: string | null;
  attachments: Attachment457[];
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}

export interface Options457 {
  /** Host only: the paths carry `/backend`. */
  apiUrl: string;
  token: string;
  user?: {
    token?: string;
    externalId?: string;
    data?: { name?: string; email?: string; customData?: Record<string, string | number | boolean> };
  };
  sessionCustomData?: Record<string, unknown>;
}

/** What a browser keeps over a reload. */
export type Device = Map<'contactToken' | 'externalId', string>;

export class Widget457 {
  readonly shown: Shown[] = [];
  session: Session457 | null = null;
  polls = 0;
  contactToken = '';
  readonly #options: Options457;
  readonly #device: Device;

  constructor(options: Options457, device: Device = new Map()) {
    this.#options = options;
    this.#device = device;
  }

  async call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(`${this.#options.apiUrl}/backend/widget/v2${path}`, {
      method,
      headers: {
        ...this.#headers(),
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(await response.text()) as T,
    };
  }

  /** As at the load of a page. @throws when the widget would not start */
  async start(): Promise<void> {
    const config = await this.call('GET', '/config');
    if (config.status !== 200) throw new Error(`no config: ${config.status}`);
    const { user } = this.#options;
    if (user?.token !== undefined) {
      this.contactToken = user.token;
      return;
    }
    const kept = this.#device.get('contactToken');
    if (user?.data?.email === undefined && kept !== undefined) {
      this.contactToken = kept;
      return;
    }
    const { body } = await this.call<{ token: string }>('POST', '/contact/create-unverified', {
      email: user?.data?.email,
      non_verified_name: user?.data?.name,
      non_verified_custom_data: user?.data?.customData,
    });
    this.contactToken = body.token;
    this.#device.set('contactToken', body.token);
    this.#device.set('externalId', user?.externalId ?? this.#device.get('externalId') ?? randomUUID());
  }

  async sessions(): Promise<Session457[]> {
    const filters = encodeURIComponent(JSON.stringify(this.#external()));
    const { body } = await this.call<{ items: Session457[] }>('GET', `/sessions?filters=${filters}`);
    return body.items;
  }

  async createSession(): Promise<Answer<Session457>> {
    const customData = { ...this.#options.sessionCustomData, ...this.#external() };
    return this.call<Session457>('POST', '/create-session', { customData });
  }

  /** False: this widget sends nothing while the bot's answer is awaited. */
  get maySend(): boolean {
    return this.session?.assignee.kind !== 'ai' || this.shown.at(-1)?.from !== 'user';
  }

  async send(content: string, attachments?: Attachment457[]): Promise<Answer<SendAnswer>> {
    if (!this.maySend) throw new Error('Cannot send messages while awaiting AI response');
    const uuid = randomUUID();
    this.shown.push({ id: uuid, from: 'user', text: content, attachments: attachments ?? [] });
    this.session ??= (await this.createSession()).body;
    const answer = await this.post(uuid, content, attachments);
    const { body } = answer;
    if (body.success && body.autopilotResponse !== undefined) {
      const { id, value } = body.autopilotResponse;
      this.#append([{ id, from: 'ai', text: value.content, attachments: [] }]);
    }
    if (body.success && body.session !== undefined) this.session = body.session;
    if (!body.success) {
      this.#append([{ id: randomUUID(), from: 'error', text: body.error?.message ?? '', attachments: [] }]);
    }
    return answer;
  }

  /** The bare call, for repeats. */
  post(uuid: string, content: string, attachments?: Attachment457[]): Promise<Answer<SendAnswer>> {
    return this.call<SendAnswer>('POST', '/chat/send', {
      uuid,
      bot_token: this.#options.token,
      session_id: this.session?.id,
      content,
      attachments,
      headers: {},
      query_params: {},
      body_properties: {},
      custom_data: {},
      language: 'en',
    });
  }

  async poll(id = this.session?.id ?? ''): Promise<Answer<{ session: Session457; history: History457[] }>> {
    this.polls += 1;
    const answer = await this.call<{ session: Session457; history: History457[] }>('GET', `/poll/${id}`);
    if (answer.status !== 200) return answer;
    this.session = answer.body.session;
    this.#append(answer.body.history.flatMap(toShown));
    return answer;
  }

  async upload(
    name: string,
    type: string,
    data: Buffer,
  ): Promise<Answer<{ fileName: string; fileUrl: string }>> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(data)], { type }), name);
    const response = await fetch(`${this.#options.apiUrl}/backend/widget/v2/upload`, {
      method: 'POST',
      headers: this.#headers(),
      body: form,
    });
    const body = (await response.json()) as { fileName: string; fileUrl: string };
    return { status: response.status, headers: response.headers, body };
  }

  resolve(): Promise<Answer<Session457>> {
    return this.call<Session457>('POST', '/session/resolve', { session_id: this.session?.id });
  }

  rate(score: number, feedback: string, uuid: string = randomUUID()): Promise<Answer<{ success: boolean }>> {
    return this.call('POST', '/submit-csat', {
      session_id: this.session?.id,
      score,
      feedback,
      system_message_uuid: uuid,
    });
  }

  words(from: string): string[] {
    return this.shown.filter((one) => one.from === from).map(({ text }) => text);
  }

  #append(news: Shown[]): void {
    this.shown.push(...news.filter(({ id }) => !this.shown.some((known) => known.id === id)));
  }

  #external(): { external_id?: string } {
    const id = this.#options.user?.externalId ?? this.#device.get('externalId');
    return id === undefined ? {} : { external_id: id };
  }

  #headers(): Record<string, string> {
    return {
      'X-Bot-Token': this.#options.token,
      ...(this.contactToken === '' ? {} : { Authorization: `Bearer ${this.contactToken}` }),
    };
  }
}

export interface SendAnswer {
  success: boolean;
  code?: string;
  autopilotResponse?: { type: string; value: { error: boolean; content: string }; id: string };
  sessionIsHandedOff?: boolean;
  session?: Session457;
  error?: { code?: string; message?: string };
}

/** Of `system` it shows what asks for a rating, and nothing else. */
function toShown(item: History457): Shown[] {
  const { kind, name = null, avatar = null } = item.sender;
  const what = kind === 'system' ? item.systemMessagePayload.type : kind;
  if (what === 'none' || what === 'unknown') return [];
  return [
    {
      id: item.publicId,
      from: what,
      text: item.content.text ?? '',
      name,
      avatar,
      attachments: item.attachments ?? [],
    },
  ];
}
