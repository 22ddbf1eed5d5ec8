import { startSimulator } from '../../../simulator/server';
import { eventually, json } from './http';

export interface Ticket {
  id: string;
  appId: string;
  conversationId: string;
  status: string;
  stray: boolean;
  live: boolean;
  tags: string[];
  groupId: string | null;
  priority: string | null;
  fields: Record<string, unknown>;
  metadata: Record<string, unknown>;
  requester: { name: string | null; email: string | null; externalId: string | null };
  transcript: {
    id: string;
    author: { type: string; name: string | null };
    kind: string;
    content: { type: string; text?: string; mediaUrl?: string };
    metadata?: Record<string, unknown>;
  }[];
}

export interface ZendeskApp {
  appId: string;
  subdomain: string;
  keyId: string;
  secret: string;
}

export const SAM = '361234567890';
export const ALEX = '361234567891';

/** The simulator in this process, with words for what a test does in it. */
export async function startZendesk() {
  const simulator = await startSimulator({ logLevel: 'silent' });
  return { ...zendeskAt(simulator.url), close: () => simulator.close() };
}

/** A simulator that runs already, wherever. */
export function zendeskAt(url: string) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await json<T>(method, `${url}${path}`, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const tickets = async (appId: string) =>
    (await call<{ items: Ticket[] }>('GET', `/workspace/api/tickets?appId=${appId}`)).items;
  const act = (ticketId: string, action: string, body: Record<string, unknown>) =>
    call('POST', `/workspace/api/tickets/${ticketId}/${action}`, body);

  return {
    url,
    call,
    newApp: async (options: Record<string, unknown> = {}) =>
      (await call<{ app: ZendeskApp }>('POST', '/simulator/apps', options)).app,
    patchApp: (appId: string, change: Record<string, unknown>) =>
      call('PATCH', `/simulator/apps/${appId}`, change),
    /** Adds a fault rule; the answer takes it away again. */
    async fault(rule: Record<string, unknown>): Promise<() => Promise<void>> {
      const { fault } = await call<{ fault: { id: string } }>('POST', '/simulator/faults', rule);
      return async () => {
        await call('DELETE', `/simulator/faults/${fault.id}`);
      };
    },
    tickets,
    /** The ticket of a session, as soon as there is one. */
    ticketOf: (appId: string, sessionId: string, nth = 0, withinMs = 20_000) =>
      eventually(async () => (await tickets(appId)).filter((ticket) => isOf(ticket, sessionId))[nth], {
        withinMs,
        say: () => `no ticket of ${sessionId}`,
      }),
    ticket: async (id: string) =>
      (await call<{ ticket: Ticket }>('GET', `/workspace/api/tickets/${id}`)).ticket,
    says: (ticketId: string, text: string, agentId = SAM) => act(ticketId, 'messages', { agentId, text }),
    act,
    closeTicket: (ticketId: string) => act(ticketId, 'status', { agentId: SAM, status: 'closed' }),
    log: async (appId: string) =>
      (await call<{ items: Record<string, unknown>[] }>('GET', `/simulator/log?appId=${appId}`)).items,
  };
}

function isOf(ticket: Ticket, sessionId: string): boolean {
  return (
    ticket.metadata['sessionId'] === sessionId ||
    (ticket.requester.externalId ?? '').endsWith(`:${sessionId}`)
  );
}

/** What users said in a ticket, in order. */
export function userWords(ticket: Ticket): string[] {
  return ticket.transcript
    .filter(({ author, kind }) => author.type === 'user' && kind === 'message')
    .map(({ content }) => content.text ?? '');
}
