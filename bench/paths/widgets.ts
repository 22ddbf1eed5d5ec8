import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { SessionEvent } from '../../contract/events';
import type { World } from '../../test/support/world/world';
import { json } from '../../test/support/world/http';
import { webhookDoor } from '../../test/support/world/zendesk-api';
import { createArrivals } from '../measure/arrivals';
import { agentSaid } from './agent-said';

/** Sessions that we host, handed off, each with a widget's live line. */
export async function openWidgets(world: World, count: number) {
  const copilot = await world.connectedCopilot();
  const { body } = await world.admin<{ copilot: { publicToken: string } }>(
    'GET',
    `/copilots/${copilot.copilotId}`,
  );
  const door = await webhookDoor(world, copilot.app);
  const seen = createArrivals();
  const widgets: { sessionId: string; handoffId: string; conversationId: string; socket: Socket }[] = [];

  /** One address may begin so many sessions a minute: the rest waits, as a page would be told to. */
  async function begin(): Promise<{ session: { id: string }; token: string }> {
    for (;;) {
      const made = await json<{ session: { id: string }; token: string }>(
        'POST',
        `${world.apiUrl}/api/v1/widget/sessions`,
        {},
        { authorization: `Bearer ${body.copilot.publicToken}` },
      );
      if (made.status === 201) return made.body;
      if (made.status !== 429) throw new Error(`no session: ${made.status}`);
      await sleep(2_000);
    }
  }

  async function open(): Promise<void> {
    const { session, token } = await begin();
    const started = await copilot.start(session.id);
    const { conversationId } = await world.zendesk.ticketOf(copilot.app.appId, session.id);
    await copilot.untilState(session.id, 'waiting', 60_000);
    const socket = io(`${world.apiUrl}/widget`, {
      auth: { sessionId: session.id, token, after: 0 },
      transports: ['websocket'],
      forceNew: true,
    });
    socket.on('events', ({ items }: { items: SessionEvent[] }, done: () => void) => {
      for (const event of items)
        if (event.type === 'message' && event.message.origin === 'agent') seen.tell(event.message.id);
      done();
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    widgets.push({ sessionId: session.id, handoffId: started.body.handoff.id, conversationId, socket });
  }
  for (let made = 0; made < count; made += 8)
    await Promise.all(Array.from({ length: Math.min(8, count - made) }, open));

  return {
    /** From Zendesk's call until the words are on the widget's line. */
    async send(n: number): Promise<void> {
      const widget = widgets[n % widgets.length];
      if (widget === undefined) throw new Error('no widget');
      const { sessionId, handoffId, conversationId } = widget;
      const event = agentSaid(conversationId, { copilotId: copilot.copilotId, sessionId, handoffId });
      const arrived = seen.next(event.payload.message.id);
      const status = await door.post([event]);
      if (status !== 200) throw new Error(`webhook: ${status}`);
      await arrived;
    },
    close(): void {
      for (const { socket } of widgets) socket.disconnect();
    },
  };
}
