import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Client } from 'pg';
import { agentSaid, hex } from './agent-said';
import { createArrivals } from '../measure/arrivals';
import { webhookDoor } from '../../test/support/world/zendesk-api';
import type { World } from '../../test/support/world/world';
import type { Path } from './path';

/** A burst is let queue: how long it takes is the figure. */
const PATIENCE_MS = 180_000;

/** Sessions with an open handoff, and the two ways through each. */
export async function openSessions(world: World, count: number) {
  const copilot = await world.connectedCopilot();
  const door = await webhookDoor(world, copilot.app);
  const shown = createArrivals();
  const posted = createArrivals();
  const opened = createOpened();
  const listener = await listen(world, (payload) => {
    shown.tell(payload);
    opened.look(payload, listener);
  });
  const unwatch = watchZendesk((conversationId) => posted.tell(conversationId));

  const sessions: { sessionId: string; handoffId: string; conversationId: string }[] = [];
  const open = async () => {
    const sessionId = world.newSession();
    const { body } = await copilot.start(sessionId);
    const ticket = await world.zendesk.ticketOf(copilot.app.appId, sessionId);
    await copilot.untilState(sessionId, 'waiting', 60_000);
    sessions.push({ sessionId, handoffId: body.handoff.id, conversationId: ticket.conversationId });
  };
  /** A handoff that is not used further, from the call to its ticket. */
  async function openToTicket(): Promise<void> {
    const sessionId = world.newSession();
    const there = opened.next(copilot.copilotId, sessionId);
    const { status } = await copilot.start(sessionId);
    if (status !== 201) throw new Error(`start: ${status}`);
    await there;
  }
  for (let made = 0; made < count; made += 8) {
    await Promise.all(Array.from({ length: Math.min(8, count - made) }, open));
  }
  const at = (n: number) => {
    const session = sessions[n % sessions.length];
    if (session === undefined) throw new Error('no session');
    return session;
  };

  /** An agent's words, as Zendesk's webhook brings them. Resolves when it is acknowledged. */
  async function postWebhook(n: number): Promise<void> {
    const { sessionId, handoffId, conversationId } = at(n);
    const status = await door.post(
      [agentSaid(conversationId, { copilotId: copilot.copilotId, sessionId, handoffId })],
      PATIENCE_MS,
    );
    if (status !== 200) throw new Error(`webhook: ${status}`);
  }

  const webhook: Path = {
    name: 'webhook → session',
    send(n) {
      const arrived = shown.next(`${copilot.copilotId}/${at(n).sessionId}`);
      return Promise.all([postWebhook(n), arrived]);
    },
  };
  const user: Path = {
    name: 'user → Zendesk',
    async send(n) {
      const { sessionId, conversationId } = at(n);
      const arrived = posted.next(conversationId);
      const { status } = await copilot.send(sessionId, hex(), 'Where is my order?');
      if (status !== 202) throw new Error(`message: ${status}`);
      await arrived;
    },
  };
  return {
    copilot,
    sessions,
    webhook,
    user,
    postWebhook,
    openToTicket,
    /** For counting what is shown. */
    database: listener,
    async close() {
      unwatch();
      await listener.end();
    },
  };
}
export type OpenSessions = Awaited<ReturnType<typeof openSessions>>;

/**
 * Who waits for a handoff to have its ticket. Asked of the database at each commit of the session: to look for the ticket among
 * all those of an account, sixty-four times at once, would be more work than opening it.
 */
function createOpened() {
  const waiting = new Map<string, () => void>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    next: (copilotId: string, sessionId: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const key = `${copilotId}/${sessionId}`;
        const timer = setTimeout(() => reject(new Error(`no ticket of ${key}`)), PATIENCE_MS);
        waiting.set(key, () => {
          clearTimeout(timer);
          waiting.delete(key);
          resolve();
        });
      }),
    look(key: string, database: Client): void {
      if (!waiting.has(key)) return;
      const query = "SELECT 1 FROM handoffs WHERE copilot_id || '/' || session_id = $1 AND state = 'waiting'";
      last = last.then(async () => {
        const { rowCount } = await database.query(query, [key]);
        if (rowCount === 1) waiting.get(key)?.();
      });
    },
  };
}

/** Told of every commit that added to a session. */
async function listen(world: World, told: (payload: string) => void): Promise<Client> {
  const client = new Client({ connectionString: world.env.DATABASE_URL });
  await client.connect();
  client.on('notification', ({ payload }) => told(payload ?? ''));
  await client.query('LISTEN zendesk_handoff_session');
  return client;
}

const POSTED = /\/conversations\/([0-9a-f]+)\/messages/;

/** Told when the simulator, which runs in this process, has taken and answered a message. */
function watchZendesk(told: (conversationId: string) => void): () => void {
  const onFinish = (news: unknown) => {
    const { request, response } = news as { request: IncomingMessage; response: ServerResponse };
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '';
    const conversationId = request.method === 'POST' ? POSTED.exec(url)?.[1] : undefined;
    if (conversationId !== undefined && response.statusCode < 300) told(conversationId);
  };
  diagnostics.subscribe('http.server.response.finish', onFinish);
  return () => void diagnostics.unsubscribe('http.server.response.finish', onFinish);
}
