import type { MessageStatusEvent, SessionEvent, StateEvent } from '../../../contract/events';
import type { Handoff } from '../../../contract/handoff';
import type { CopilotBackend } from './copilot';
import { eventually } from './http';
import { viewOf } from './view';
import type { World } from './world';
import { userWords } from './zendesk';

interface ChatOptions {
  /** Of the body of `POST /handoffs`. */
  start?: Record<string, unknown>;
  /** How far to go: `opening` returns at once, without a ticket (see `meet`). Default: `waiting`. */
  until?: 'opening' | 'waiting' | 'active';
}

/** One session with agents: what is done in it, what is seen in it. `active` greets with "Hello". */
export async function openChat(world: World, copilot: CopilotBackend, options: ChatOptions = {}) {
  const { zendesk, receiver } = world;
  const sessionId = world.newSession();
  const started = await copilot.start(sessionId, options.start);
  if (started.status !== 201) throw new Error(`not started: ${JSON.stringify(started.body)}`);
  const say = () => `${sessionId}\n${withoutRequests(world.output()).slice(-3_000)}`;
  const events = () => copilot.events(sessionId);
  const shownOfAgents = async () =>
    viewOf(await events())
      .filter(({ message }) => message.origin === 'agent')
      .map(({ message }) => message.text);
  async function untilSame(look: () => Promise<(string | null)[]>, wanted: string[], withinMs: number) {
    let seen: (string | null)[] = [];
    const isSame = () => seen.length === wanted.length && wanted.every((word, index) => seen[index] === word);
    await eventually(async () => ((seen = await look()), isSame()), {
      withinMs,
      say: () => `seen: ${JSON.stringify(seen)}\n${say()}`,
    });
  }

  const chat = {
    copilot,
    sessionId,
    handoffId: started.body.handoff.id,
    ticketId: '',
    conversationId: '',
    events,
    handoff: () => copilot.handoff(sessionId),
    ticket: () => zendesk.ticket(chat.ticketId),
    callbacks: () => receiver.of(sessionId),
    send: (id: string, text: string) => copilot.send(sessionId, id, text),
    agentSays: (text: string, agentId?: string) => zendesk.says(chat.ticketId, text, agentId),
    /** What the session shows of an origin, in log order. */
    texts: async (origin: string) => (await copilot.messages(sessionId, origin)).map(({ text }) => text),
    states: async () => (await events()).filter(isState).map(({ state }) => state),
    statuses: async () => (await events()).filter(isStatus).map(({ status }) => status),
    /** Waits until agents see exactly these words of the user, in this order. */
    untilAgentsSee: (words: string[], withinMs = 20_000) =>
      untilSame(async () => userWords(await chat.ticket()), words, withinMs),
    /** Waits until a view of the session shows exactly these words of agents, in this order. */
    untilUserSees: (words: string[], withinMs = 20_000) => untilSame(shownOfAgents, words, withinMs),
    untilAttention: (code: string | null, withinMs = 60_000) =>
      eventually(async () => ((await chat.handoff()).attention?.code ?? null) === code, { withinMs, say }),
    untilSettled: (ids: string[], withinMs = 20_000) =>
      eventually(async () => (await settledIds(chat.statuses)).length >= ids.length, { withinMs, say }),
    /** Waits for the end and for its callback. */
    async untilEnded(withinMs = 45_000): Promise<Handoff> {
      const ended = await copilot.untilState(sessionId, 'ended', withinMs);
      await eventually(() => receiver.types(sessionId).includes('handoff.ended'), { say });
      return ended;
    },
    /** Finds the ticket; from then on agents can speak. */
    async meet() {
      const ticket = await zendesk.ticketOf(copilot.app.appId, sessionId);
      chat.ticketId = ticket.id;
      chat.conversationId = ticket.conversationId;
      await copilot.untilState(sessionId, 'waiting');
    },
  };

  if (options.until === 'opening') return chat;
  await chat.meet();
  if (options.until === 'active') {
    await chat.agentSays('Hello');
    await copilot.untilState(sessionId, 'active');
  }
  return chat;
}
export type Chat = Awaited<ReturnType<typeof openChat>>;

function isState(event: SessionEvent): event is StateEvent {
  return event.type === 'state';
}

function isStatus(event: SessionEvent): event is MessageStatusEvent {
  return event.type === 'message_status';
}

async function settledIds(statuses: () => Promise<MessageStatusEvent['status'][]>): Promise<string[]> {
  return (await statuses()).filter(({ value }) => value !== 'delayed').map(({ messageId }) => messageId);
}

/** What the processes printed, without a line for each of our own polls. */
function withoutRequests(output: string): string {
  const lines = output.split('\n');
  return lines
    .filter((line) => !line.includes('"msg":"request"') || !line.includes('"status":200'))
    .join('\n');
}
