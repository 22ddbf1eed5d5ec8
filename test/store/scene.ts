import { randomUUID } from 'node:crypto';
import { callbackSchema, type Callback, type CallbackType } from '../../contract/callbacks';
import { shownEventSchema, type SessionEvent } from '../../contract/events';
import type { Agent, StartHandoff } from '../../contract/handoff';
import { handoffSchema } from '../../contract/handoff';
import type { HandoffRecord, IncomingMessage, Store } from '../../store/types';

export const SAM: Agent = { id: '1001', name: 'Sam', avatarUrl: 'https://x.test/sam.png' };
export const PAT: Agent = { id: '1002', name: 'Pat', avatarUrl: null };

/** One session of a copilot of its own, and what one does to it. Everything read is checked against the wire's schemas. */
export interface Scene {
  copilotId: string;
  sessionId: string;
  open(request?: Partial<StartHandoff>): Promise<HandoffRecord>;
  say(id: string, text?: string): ReturnType<Store['handoffs']['acceptUserMessage']>;
  events(): Promise<SessionEvent[]>;
  /** Those of the session, in order. */
  callbacks(): Promise<Callback[]>;
  callbacksOf<T extends CallbackType>(type: T): Promise<Extract<Callback, { type: T }>['data'][]>;
  latest(): Promise<HandoffRecord>;
}

export async function newScene(store: Store, options: { callbackUrl?: string | null } = {}): Promise<Scene> {
  const { callbackUrl = 'https://bot.test/callbacks' } = options;
  const { copilot } = await store.copilots.create({
    name: 'Bot',
    ...(callbackUrl === null ? {} : { callbackUrl }),
  });
  const copilotId = copilot.id;
  const sessionId = `s-${randomUUID()}`;

  const scene: Scene = {
    copilotId,
    sessionId,
    async open(request = {}) {
      const user = { id: 'u1', name: 'Jane', email: 'jane@x.test' };
      const { record } = await store.handoffs.open({ copilotId, request: { sessionId, user, ...request } });
      expect(handoffSchema.strict().parse(record.handoff)).toEqual(record.handoff);
      return record;
    },
    say: (id, text = `text of ${id}`) =>
      store.handoffs.acceptUserMessage({ copilotId, sessionId, message: { id, text } }),
    async events() {
      const log = await store.sessions.events(copilotId, sessionId, 0, 10_000);
      if (log === undefined) throw new Error('unknown session');
      expect(log.items.map(({ seq }) => seq)).toEqual(log.items.map((_, index) => index + 1));
      expect(log.lastSeq).toBe(log.items.length);
      for (const event of log.items) expect(shownEventSchema.parse(event)).toEqual(event);
      return log.items;
    },
    async callbacks() {
      const read: Callback[] = [];
      for (;;) {
        const now = new Date('9999-01-01T00:00:00Z');
        const due = await store.callbacks.claimNext({ copilotId, sessionId, now, forMs: 60_000 });
        if (due === undefined) break;
        const body: unknown = JSON.parse(due.body);
        const callback = callbackSchema.parse(body);
        expect(callback).toEqual(body);
        expect(callback.id).toBe(due.id);
        read.push(callback);
        await store.callbacks.recordAttempt(due.id, { outcome: 'delivered' });
      }
      return read;
    },
    async callbacksOf(type) {
      const all = await scene.callbacks();
      return all.filter((callback) => callback.type === type).map(({ data }) => data) as never;
    },
    async latest() {
      const record = await store.handoffs.latest(copilotId, sessionId);
      if (record === undefined) throw new Error('no handoff');
      return record;
    },
  };
  return scene;
}

/** What a delivery says of an agent that joins. */
export const joins = (name: string) => ({ joinedNotice: () => `${name} joined` });

/** An agent's message that Zendesk received at this second. */
export function agentMessage(
  id: string,
  second: number,
  change: Partial<IncomingMessage> = {},
): IncomingMessage {
  return {
    id,
    received: new Date(1_700_000_000_000 + second * 1000),
    origin: 'agent',
    agent: SAM,
    text: `words of ${id}`,
    attachments: [],
    actions: [],
    automated: false,
    ...change,
  };
}

/** Short names of events: `state waiting>active`, `agent a1`, `delivered m1`. */
export function brief(event: SessionEvent): string {
  if (event.type === 'state') return `state ${event.state.from ?? ''}>${event.state.to}`;
  if (event.type === 'message_status') return `${event.status.value} ${event.status.messageId}`;
  return `${event.message.origin} ${event.message.id.replace(/^ho_[^:]+:/, '')}`;
}
